"""Puts pages into the site's menu that stood at the top of WordPress's.

The menu here is the pages below the home page that are marked for it. A WordPress site can have several menus, and an
export does not say which of them its theme shows at the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from articles.wordpress.markup import plain
from articles.wordpress.pages import Pages
from articles.wordpress.reader import Export, Item
from articles.wordpress.records import Kind, was_edited_here
from articles.wordpress.report import Entry, Outcome

MAIN = re.compile(r"main|primary|header|top|haupt|princip|glown", re.IGNORECASE)


class Menus:
    def __init__(self, pages: Pages, export: Export, dry_run: bool) -> None:
        self.pages = pages
        self.dry_run = dry_run
        self.menu = main_menu(list(export.menus))

    def take(self, item: Item) -> Entry:
        name = plain(item.title) or item.meta.get("_menu_item_url", "") or item.key
        page, reason = self.page_of(item)
        if page:
            name = plain(item.title) or page.title
        reason = reason or self.put(page)
        outcome = Outcome.SKIPPED if reason else Outcome.IMPORTED
        return Entry(outcome, _("menu entries"), name, reason, page=page.pk if page else None)

    def page_of(self, item: Item) -> tuple[Page | None, str]:
        """The page that an entry stands for, or why it has no place in the menu."""
        meta = item.meta.get
        if meta("_menu_item_type") != "post_type" or meta("_menu_item_object") != "page":
            return None, _("the menu here is made of pages")
        if self.menu not in menus_of(item):
            names = ", ".join(menus_of(item)) or "–"
            return None, _("it stands in another menu than the main one: {names}").format(names=names)
        if meta("_menu_item_menu_item_parent", "0") not in {"", "0"}:
            return None, _("the menu here has one level")
        page = self.pages.records.target(Kind.PAGE, meta("_menu_item_object_id", ""))
        if self.dry_run and page is None and meta("_menu_item_object_id", "") in self.pages.planned:
            return None, ""
        if not isinstance(page, Page):
            return None, _("its page is not here")
        return page, ""

    def put(self, page: Page | None) -> str:
        """Puts the page into the menu; why not, otherwise."""
        if page is None:
            return ""
        record = self.pages.records.of_target(Kind.PAGE, page)
        if page.show_in_menus:
            return _("its page is in the menu already")
        if not self.pages.home or not page.is_child_of(self.pages.home):
            return _("the menu here has one level")
        if record is None or was_edited_here(page, record):
            return _("its page was edited here, which is kept")
        if not self.dry_run:
            type(page).objects.filter(pk=page.pk).update(show_in_menus=True)
            if record.revision:
                record.revision.content["show_in_menus"] = True
                record.revision.save(update_fields=["content"])
        return ""


def menus_of(item: Item) -> list[str]:
    return [term.slug for term in item.terms if term.domain == "nav_menu"]


def main_menu(slugs: list[str]) -> str:
    """The only menu, else the one that is called so; none where that cannot be told."""
    candidates: Iterator[str] = (slug for slug in slugs if len(slugs) == 1 or MAIN.search(slug))
    return next(candidates, "")
