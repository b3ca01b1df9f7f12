"""What a file is by its content; a name can say anything."""

from zipfile import BadZipFile, ZipFile

from django.core.files import File

# An EPUB is a ZIP whose first entry is the uncompressed file 'mimetype' (https://www.w3.org/TR/epub-33/#sec-zip-container-mime).
EPUB_MARK = b"mimetypeapplication/epub+zip"
OFFICE = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<?php", b"<!--")


def kind_of(file: File) -> str:
    """The extension that it should have; `txt` for any text without markup; empty for what we take from nobody."""
    file.seek(0)
    head = file.read(1024)
    try:
        if head.startswith(b"%PDF-"):
            return "pdf"
        if head.startswith(b"PK\x03\x04"):
            return "epub" if EPUB_MARK in head[:64] else kind_of_archive(file)
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return "" if not head or b"\0" in head or start.startswith(MARKUP) else "txt"
    finally:
        file.seek(0)


def kind_of_archive(file: File) -> str:
    try:
        names = set(ZipFile(file).namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    return next((kind for name, kind in OFFICE.items() if name in names), "zip")
