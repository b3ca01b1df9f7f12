"""The import as a whole: reads the file once to know that it is sound, then takes its items one after the other."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import ArticleIndexPage, ArticlePage
from articles.wordpress import remarks
from articles.wordpress.images import Library
from articles.wordpress.markup import plain
from articles.wordpress.people import Bylines
from articles.wordpress.posts import Post, read_post
from articles.wordpress.reader import Attachment, Item, iterate_items, read_export
from articles.wordpress.records import Kind, Records, was_edited_here
from articles.wordpress.report import Entry, Outcome, Report
from articles.wordpress.stream import ImportRefusedError
from articles.wordpress.writer import Writer, path_of
from core.models import SiteSettings

logger = logging.getLogger(__name__)

BOOKKEEPING = {"revision", "custom_css", "customize_changeset", "oembed_cache", "user_request"}
DISCARDED = {"trash", "auto-draft", "inherit"}


class Importer:
    """Imports one file. Raises `ImportRefusedError` before anything is changed; later, only single items can fail."""

    def __init__(
        self, path: Path, uploads: Path | None = None, author_categories: Sequence[str] = (), dry_run: bool = False
    ) -> None:
        if uploads and not uploads.is_dir():
            raise ImportRefusedError(_("{path} is not a folder").format(path=uploads))
        index = ArticleIndexPage.objects.order_by("path").first()
        if index is None:
            raise ImportRefusedError(_("The site has no article index to put articles under"))
        self.path, self.dry_run = path, dry_run
        self.export = read_export(path)
        self.records = Records(self.export.source)
        self.library = Library(self.export, uploads, self.records, dry_run)
        self.seen: set[str] = set()
        self.comments = 0
        self.bylines = Bylines(self.export, list(author_categories), house_name(index))
        self.writer = Writer(self.records, self.library, index)
        title = _("WordPress import of “{title}” ({address}) from {file}")
        title = title.format(title=self.export.title, address=self.export.address, file=path.name)
        self.report = Report(title, self.export.items.total(), dry_run)

    def run(self) -> Report:
        for attachment in self.export.attachments:
            self.report.add(self.take_attachment(attachment))
        for item in iterate_items(self.path):
            if item.type == "post":
                self.report.add(self.take_post(item))
            elif item.type != "attachment":
                self.report.add(self.leave(item))
        self.add_remarks()
        return self.report

    # One item each

    def take_attachment(self, attachment: Attachment) -> Entry:
        picture = self.library.pictures.get(attachment.post_id)
        if picture is None:
            name = attachment.file or attachment.url or attachment.title
            reason = _("only pictures are taken; links to it keep their old address")
            return Entry(Outcome.SKIPPED, _("files"), name, reason)
        if self.records.target(Kind.PICTURE, picture.key):
            return Entry(Outcome.SKIPPED, _("pictures"), picture.file, _("it is here already"))
        try:
            if self.library.bring(picture):
                return Entry(Outcome.IMPORTED, _("pictures"), picture.file)
        except Exception as error:  # noqa: BLE001 (one bad item must not end an import of thousands)
            return self.failure(_("pictures"), picture.file, error)
        outcome = Outcome.FAILED if self.library.uploads else Outcome.SKIPPED
        return Entry(outcome, _("pictures"), picture.file, self.library.problems[picture.key])

    def take_post(self, item: Item) -> Entry:
        title = plain(item.title) or item.slug or item.key
        if item.status in DISCARDED:
            reason = _("WordPress does not show it either: its status is “{status}”").format(status=item.status)
            return Entry(Outcome.SKIPPED, _("posts"), title, reason)
        if item.key in self.seen:
            return Entry(Outcome.FAILED, _("posts"), title, _("another post of the file has the same number"))
        self.seen.add(item.key)
        self.writer.made.clear()
        try:
            entry = self.import_post(read_post(item, self.export, self.library, self.bylines))
            self.take_comments(item)
        except Exception as error:  # noqa: BLE001 (as above)
            return self.failure(_("posts"), title, error)
        for kind, name in self.writer.made:
            self.report.note_made(kind, name)
        return entry

    def import_post(self, post: Post) -> Entry:
        record = self.records.find(Kind.ARTICLE, post.key)
        page = ArticlePage.objects.filter(pk=record.object_id).first() if record else None
        reason = ""
        if record and page is None:
            reason = _("it was deleted here since it was imported")
        elif record and record.checksum == post.checksum:
            reason = _("it has not changed since it was imported")
        elif record and was_edited_here(page, record):
            reason = _("it has changed over there, but was edited here too, which is kept")
        if reason:
            return Entry(Outcome.SKIPPED, _("posts"), post.title, reason)
        if self.dry_run:
            path = self.writer.plan(post, page)
        else:
            with transaction.atomic():
                path = path_of(self.writer.update(page, post) if page else self.writer.create(post))
        return Entry(
            Outcome.CHANGED if page else Outcome.IMPORTED,
            _("posts"),
            f"{post.title} → {path}",
            state_of(post),
            post.notes,
        )

    def take_comments(self, item: Item) -> None:
        """New ones are taken even where the post has not changed since, or was edited here."""
        new = remarks.wanted(item.comments, self.records)
        if self.dry_run or not new:
            self.comments += len(new)
            return
        page = self.records.target(Kind.ARTICLE, item.key)
        if isinstance(page, ArticlePage):
            with transaction.atomic():
                self.comments += remarks.take(new, page, self.records)

    def leave(self, item: Item) -> Entry:
        """What has no place here, with the reason."""
        title = plain(item.title) or item.slug or item.key
        if item.type == "page":
            return Entry(Outcome.SKIPPED, _("pages"), title, _("pages that are no articles are not taken"))
        if item.type == "nav_menu_item":
            return Entry(Outcome.SKIPPED, _("menu entries"), title, _("the menu is made from the tree of pages here"))
        if item.type == "wp_block":
            return Entry(Outcome.SKIPPED, _("saved blocks"), title, _("the posts that show it say so"))
        if item.type in BOOKKEEPING or item.type.startswith("wp_"):
            return Entry(Outcome.SKIPPED, item.type, title, _("it belongs to WordPress itself"))
        return Entry(Outcome.SKIPPED, item.type, title, _("things of this type have no place here"))

    def failure(self, kind: str, title: str, error: Exception) -> Entry:
        logger.error("Importing %s failed.", title, exc_info=error)
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else f"{type(error).__name__}: {error}"
        return Entry(Outcome.FAILED, kind, title, reason)

    def add_remarks(self) -> None:
        if self.export.comments:
            remark = _(
                "Comments in the file: {count}, of which new and taken: {taken}. Left out is what was not approved, "
                "other sites’ notices of links, and what was said on pages."
            )
            self.report.remarks.append(remark.format(count=self.export.comments, taken=self.comments))
        if self.export.control_characters:
            remark = _("Control characters that no text may hold were left out of the file as it was read: {count}.")
            self.report.remarks.append(remark.format(count=self.export.control_characters))


def house_name(index: ArticleIndexPage) -> str:
    """Who signs what nobody else did. (`for_site` would write a row where there is none yet.)"""
    settings = SiteSettings.objects.filter(site=index.get_site()).first() or SiteSettings()
    return settings.organisation_name or settings.name


def state_of(post: Post) -> str:
    if post.state == "scheduled" and post.date:
        return _("scheduled for {date}").format(date=post.date.strftime("%Y-%m-%d %H:%M UTC"))
    return _("as a draft") if post.state == "draft" else ""
