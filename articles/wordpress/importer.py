"""The import as a whole: reads the file once to know that it is sound, then takes its items one after the other."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from articles.models import ArticleIndexPage
from articles.wordpress import remarks
from articles.wordpress.images import Library, Picture
from articles.wordpress.links import Links
from articles.wordpress.markup import plain
from articles.wordpress.menus import Menus
from articles.wordpress.pages import Pages
from articles.wordpress.people import Bylines
from articles.wordpress.posts import Post, read_post
from articles.wordpress.reader import Attachment, Item, Remark, iterate_items, read_export
from articles.wordpress.records import Kind, Records, was_edited_here
from articles.wordpress.redirects import Redirects, Target
from articles.wordpress.report import Entries, Entry, InMemory, Outcome, Report
from articles.wordpress.stream import ImportRefusedError
from articles.wordpress.uploads import Folder, Source
from articles.wordpress.web import Web
from articles.wordpress.writer import Writer, path_of
from core.models import SiteSettings

logger = logging.getLogger(__name__)

BOOKKEEPING = {"revision", "custom_css", "customize_changeset", "oembed_cache", "user_request"}
DISCARDED = {"trash", "auto-draft", "inherit"}
MENU_ENTRY = "nav_menu_item"


class Importer:
    """Imports one file. Raises `ImportRefusedError` before anything is changed; later, only single items can fail.

    `entries` keeps what became of the items, in one transaction with each; those at the positions `done` are passed
    over, since their entries are there.
    """

    def __init__(
        self,
        path: Path,
        uploads: Path | None = None,
        author_categories: Sequence[str] = (),
        dry_run: bool = False,
        *,
        entries: Entries | None = None,
        done: Collection[int] = (),
        allow_loopback: bool = False,
    ) -> None:
        if uploads and not uploads.is_dir():
            raise ImportRefusedError(_("{path} is not a folder").format(path=uploads))
        index = ArticleIndexPage.objects.filter(locale=Locale.get_default()).order_by("path").first()
        if index is None:
            raise ImportRefusedError(_("The site has no article index to put articles under"))
        self.path, self.dry_run, self.done = path, dry_run, set(done)
        self.export = read_export(path)
        self.records = Records(self.export.source)
        source: Source = Folder(uploads) if uploads else Web(self.export.address, allow_loopback=allow_loopback)
        self.library = Library(self.export, source, self.records, dry_run)
        self.seen: set[tuple[str, str]] = set()
        self.bylines = Bylines(self.export, list(author_categories), house_name(index))
        self.redirects = Redirects(index.get_site(), self.export, dry_run)
        self.writer = Writer(self.records, self.library, index, self.redirects)
        self.pages = Pages(self.writer, self.export)
        self.menus = Menus(self.pages, self.export, dry_run)
        title = _("WordPress import of “{title}” ({address}) from {file}")
        title = title.format(title=self.export.title, address=self.export.address, file=path.name)
        self.report = Report(
            title,
            self.export.items.total(),
            dry_run,
            InMemory() if entries is None else entries,
            [],
            self.export.comments,
        )

    def run(self) -> Report:
        for _step in self.steps():
            pass
        return self.report

    def steps(self) -> Iterator[None]:
        """Takes one item after the other: files, posts, pages from the top down, the menu; then settles links."""
        for attachment in self.export.attachments:
            if attachment.position not in self.done:
                self.take_attachment(attachment)
                yield
        deepest = max(self.pages.levels.values(), default=0)
        for level in range(deepest + 1):
            for item in iterate_items(self.path):
                if self.is_for(item, level) and self.is_new(item):
                    self.take(item)
                    yield
        if self.export.items[MENU_ENTRY]:
            for item in iterate_items(self.path):
                if item.type == MENU_ENTRY and item.position not in self.done:
                    self.take(item)
                    yield
        yield from self.settle_links()
        if self.export.control_characters:
            remark = _("Control characters that no text may hold were left out of the file as it was read: {count}.")
            self.report.remarks.append(remark.format(count=self.export.control_characters))

    def is_for(self, item: Item, level: int) -> bool:
        """Whether an item is taken with the pages of that level; all that are no pages go with the first."""
        if item.type == "page":
            return self.pages.levels.get(item.post_id, 0) == level
        return level == 0 and item.type not in {"attachment", MENU_ENTRY}

    def is_new(self, item: Item) -> bool:
        """Whether there is no entry of it yet; its number is taken either way."""
        if item.position in self.done:
            self.seen.add((item.type, item.key))
        return item.position not in self.done

    def settle_links(self) -> Iterator[None]:
        links = Links(self.records, self.export, self.redirects.site)
        for record in [] if self.dry_run else links.waiting():
            links.settle(record)
            yield
        for title, left in links.left.items():
            remark = _("“{title}” still links to the other site, to what is not here: {paths}.")
            self.report.remarks.append(remark.format(title=title, paths=", ".join(sorted(left))))

    # One item each

    def note(self, entry: Entry, position: int, comments: Sequence[Remark] = ()) -> None:
        entry.position = position
        entry.made = self.writer.all_made() if entry.outcome != Outcome.FAILED else []
        entry.comments = entry.comments or remarks.left_out(comments)
        self.report.add(entry)

    def together(self) -> AbstractContextManager[Any]:
        """What is done and its entry are stored both or neither."""
        return nullcontext() if self.dry_run else transaction.atomic()

    def take(self, item: Item) -> None:
        """Takes an item and notes what became of it; one bad item must not end an import of many."""
        self.writer.begin()
        try:
            entry = self.refused(item)
            # Files are taken in by themselves, and stay when their post fails.
            post = None if entry or item.type == MENU_ENTRY else self.read(item)
            with self.together():
                if entry is None:
                    entry = self.take_text(item, post) if post else self.menus.take(item)
                self.note(entry, item.position, item.comments)
        except OperationalError:  # The database is locked or away: that is not the item's fault.
            raise
        except Exception as error:  # noqa: BLE001 (as said above)
            self.redirects.forget()
            self.note(failure(kind_of(item), name_of(item), error), item.position, item.comments)

    def read(self, item: Item) -> Post:
        return read_post(item, self.export, self.library, self.bylines)

    def refused(self, item: Item) -> Entry | None:
        """What has no place here, with the reason."""
        reason, outcome = "", Outcome.SKIPPED
        if item.type in {"post", "page"}:
            if item.status in DISCARDED:
                reason = _("WordPress does not show it either: its status is “{status}”").format(status=item.status)
            elif (item.type, item.key) in self.seen:
                reason, outcome = _("another post of the file has the same number"), Outcome.FAILED
            elif item.type == "page" and not (self.pages.model and self.pages.home):
                reason = _("the site has no place for plain pages")
            else:
                self.seen.add((item.type, item.key))
        elif item.type == "wp_block":
            reason = _("the posts that show it hold its text")
        elif item.type in BOOKKEEPING or item.type.startswith("wp_"):
            reason = _("it belongs to WordPress itself")
        elif item.type != MENU_ENTRY:
            reason = _("things of this type have no place here")
        return Entry(outcome, kind_of(item), name_of(item), reason) if reason else None

    def take_attachment(self, attachment: Attachment) -> None:
        self.writer.begin()
        picture = self.library.files.get(attachment.post_id)
        if picture is None:
            name = attachment.file or attachment.url or attachment.title
            reason = _("files of this kind are not taken; links to it keep their old address")
            self.note(Entry(Outcome.SKIPPED, _("files"), name, reason), attachment.position)
            return
        try:
            with self.together():
                self.note(self.take_file(picture), attachment.position)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 (as above)
            self.library.known.pop(picture.key, None)
            self.note(failure(kind_of_file(picture), picture.file, error), attachment.position)

    def take_file(self, picture: Picture) -> Entry:
        kind = kind_of_file(picture)
        if self.records.target(picture.kind, picture.key):
            return Entry(Outcome.SKIPPED, kind, picture.file, _("it is here already"))
        if not self.library.bring(picture):
            return Entry(Outcome.FAILED, kind, picture.file, self.library.problems[picture.key])
        self.redirects.lead(self.library.paths_of(picture), Target(picture.file, link=self.library.address_of(picture)))
        return Entry(Outcome.IMPORTED, kind, picture.file)

    def take_text(self, item: Item, post: Post) -> Entry:
        entry = self.import_text(item, post)
        entry.comments = self.take_comments(item)
        return entry

    def import_text(self, item: Item, post: Post) -> Entry:
        kind = Kind.PAGE if item.type == "page" else Kind.ARTICLE
        maker = self.pages if item.type == "page" else self.writer
        record = self.records.find(kind, post.key)
        page = record.target if record else None
        reason = ""
        if record and page is None:
            reason = _("it was deleted here since it was imported")
        elif record and record.checksum == post.checksum:
            reason = _("it has not changed since it was imported")
        elif record and was_edited_here(page, record):
            reason = _("it has changed over there, but was edited here too, which is kept")
        if reason:
            return Entry(Outcome.SKIPPED, kind_of(item), post.title, reason, page=page.pk if page else None)
        if self.dry_run:
            made, path = page, maker.plan(post, page)
        else:
            made = maker.update(page, post) if page else maker.create(post)
            path = path_of(made)
        outcome, title = Outcome.CHANGED if page else Outcome.IMPORTED, f"{post.title} → {path}"
        return Entry(outcome, kind_of(item), title, state_of(post), post.notes, page=made.pk if made else None)

    def take_comments(self, item: Item) -> dict[str, int]:
        """New ones are taken even where the post has not changed since, or was edited here."""
        if not item.comments:
            return {}
        if item.type == "page":
            return remarks.left_out(item.comments)
        page = self.records.target(Kind.ARTICLE, item.key)
        return remarks.take(item.comments, page, self.records, self.dry_run)


def kind_of(item: Item) -> str:
    kinds = {"post": _("posts"), "page": _("pages"), MENU_ENTRY: _("menu entries"), "wp_block": _("saved blocks")}
    return kinds.get(item.type, item.type[:60])


def kind_of_file(picture: Picture) -> str:
    return _("pictures") if picture.is_picture else _("files")


def name_of(item: Item) -> str:
    return plain(item.title) or item.slug or item.key


def failure(kind: str, title: str, error: Exception) -> Entry:
    logger.error("Importing %s failed.", title, exc_info=error)
    reason = " ".join(error.messages) if isinstance(error, ValidationError) else f"{type(error).__name__}: {error}"
    return Entry(Outcome.FAILED, kind, title, reason)


def house_name(index: ArticleIndexPage) -> str:
    """Who signs what nobody else did. (`for_site` would write a row where there is none yet.)"""
    settings = SiteSettings.objects.filter(site=index.get_site()).first() or SiteSettings()
    return settings.organisation_name or settings.name


def state_of(post: Post) -> str:
    if post.state == "scheduled" and post.date:
        return _("scheduled for {date}").format(date=post.date.strftime("%Y-%m-%d %H:%M UTC"))
    return _("as a draft") if post.state == "draft" else ""
