"""Writes WordPress exports for tests, element by element as WordPress does (`export_wp()` in its source)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

ADDRESS = "https://harbour.example"
NAMESPACES = """
    xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:wfw="http://wellformedweb.org/CommentAPI/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:wp="http://wordpress.org/export/{version}/"
"""


def cdata(text: object) -> str:
    """Text as WordPress hides it from XML, an end of CDATA within it among the rest."""
    return "<![CDATA[" + str(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def element(name: str, text: object) -> str:
    return f"<{name}>{cdata(text)}</{name}>"


def meta(key: str, value: object) -> str:
    return f"<wp:postmeta>{element('wp:meta_key', key)}{element('wp:meta_value', value)}</wp:postmeta>"


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>'


def category(slug: str, name: str) -> str:
    return term("category", slug, name)


def tag(slug: str, name: str) -> str:
    return term("post_tag", slug, name)


def comment(number: int, text: str = "True.", **given: object) -> str:
    """An approved comment; `given` replaces the usual values."""
    values = {
        "id": number,
        "author": "Bo Berg",
        "author_email": "",
        "date": "2020-05-06 10:00:00",
        "date_gmt": "2020-05-06 08:00:00",
        "content": text,
        "approved": "1",
        "type": "comment",
        "parent": 0,
        **given,
    }
    return f"<wp:comment>{''.join(element(f'wp:comment_{name}', value) for name, value in values.items())}</wp:comment>"


def item(number: int, kind: str = "post", *inner: str, **given: Any) -> str:
    """One `<item>`; `given` replaces the usual values, and None leaves an element out."""
    slug = given.get("slug", f"post-{number}")
    values = {
        "title": f"Post {number}",
        "link": f"{ADDRESS}/{slug}/",
        "pubDate": "Tue, 05 May 2020 07:30:00 +0000",
        "dc:creator": "ingrid",
        "guid": f"{ADDRESS}/?p={number}",
        "content:encoded": "<p>Boats leave on time, and so do we.</p>",
        "excerpt:encoded": "",
        "wp:post_id": number,
        "wp:post_date": "2020-05-05 09:30:00",
        "wp:post_date_gmt": "2020-05-05 07:30:00",
        "wp:post_name": slug,
        "wp:status": "publish",
        "wp:post_parent": 0,
        "wp:menu_order": 0,
        "wp:post_type": kind,
        "wp:post_password": "",
    }
    for name, value in given.items():
        values[NAMES[name]] = value
    elements = [element(name, value) for name, value in values.items() if value is not None]
    return f"<item>{''.join(elements)}{''.join(inner)}</item>\n"


NAMES = {
    "title": "title",
    "link": "link",
    "published": "pubDate",
    "creator": "dc:creator",
    "guid": "guid",
    "content": "content:encoded",
    "excerpt": "excerpt:encoded",
    "date": "wp:post_date",
    "date_gmt": "wp:post_date_gmt",
    "modified_gmt": "wp:post_modified_gmt",
    "slug": "wp:post_name",
    "status": "wp:status",
    "parent": "wp:post_parent",
    "order": "wp:menu_order",
    "password": "wp:post_password",
    "attachment_url": "wp:attachment_url",
    "comment_status": "wp:comment_status",
}


def post(number: int, *inner: str, **given: Any) -> str:
    return item(number, "post", *inner, **given)


def attachment(number: int, file: str, *inner: str, **given: Any) -> str:
    """An uploaded file, such as `attachment(7, "2020/05/boat.jpg")`."""
    stem = file.rpartition("/")[2].rpartition(".")[0]
    address = f"{ADDRESS}/wp-content/uploads/{file}"
    values = {
        "title": stem,
        "slug": stem,
        "status": "inherit",
        "content": "",
        "attachment_url": address,
        "guid": address,
    }
    return item(number, "attachment", meta("_wp_attached_file", file), *inner, **{**values, **given})


def author(login: str, name: str = "", first: str = "", last: str = "") -> str:
    parts = {"login": login, "email": f"{login}@harbour.example", "display_name": name}
    parts |= {"first_name": first, "last_name": last}
    return f"<wp:author>{''.join(element(f'wp:author_{key}', value) for key, value in parts.items())}</wp:author>"


INGRID = author("ingrid", "Ingrid Holm")


def wxr(*items: str, head: Iterable[str] = (INGRID,), version: str = "1.2", address: str = ADDRESS) -> str:
    """A whole export of the site “Harbour Notes”."""
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- generator="WordPress/6.8" -->\n'
        f'<rss version="2.0" {NAMESPACES.format(version=version)}>\n<channel>\n'
        f"<title>Harbour Notes</title>\n<link>{address}</link>\n<description></description>\n"
        f"<wp:wxr_version>{version}</wp:wxr_version>\n"
        f"<wp:base_site_url>{address}</wp:base_site_url>\n<wp:base_blog_url>{address}</wp:base_blog_url>\n"
        f"{''.join(head)}\n{''.join(items)}</channel>\n</rss>\n"
    )


def save(folder: Path, text: str | bytes, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
