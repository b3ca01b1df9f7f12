"""The links of the frame around every page: menu, masthead action, footer and article index, read in one query."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, Site

from articles.models import ArticleIndexPage
from core.models import SiteSettings


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Column:
    heading: str
    links: list[Link]


@dataclass(frozen=True)
class Navigation:
    """What `{% site_navigation %}` gives to the masthead and the footer."""

    menu: list[Link] = field(default_factory=list)
    action: Link | None = None
    columns: list[Column] = field(default_factory=list)
    social: list[Link] = field(default_factory=list)
    privacy_url: str = ""
    article_index: ArticleIndexPage | None = None


def navigation(request: HttpRequest) -> Navigation:
    """The navigation of the request's site; empty where there is no site."""
    site = Site.find_for_request(request)
    if site is None:
        return Navigation()
    settings = SiteSettings.for_request(request)
    columns = [column["value"] for column in settings.footer_columns.raw_data]
    chosen = [link.get("page") for column in columns for link in items(column["links"])]
    root = site.root_page
    below_root = Q(depth=root.depth + 1, path__startswith=root.path)
    wanted = below_root & (Q(show_in_menus=True) | Page.objects.type_q(ArticleIndexPage)) | Q(pk__in=chosen)
    pages = {page.pk: page for page in Page.objects.live().filter(wanted).order_by("path")}
    children = [page for page in pages.values() if page.is_child_of(root)]
    indexes = [page.specific_deferred for page in children if page.specific_class is ArticleIndexPage]
    return Navigation(
        menu=[page_link(page, request) for page in children if page.show_in_menus],
        action=action(settings, request),
        columns=[Column(column["heading"], links(column["links"], pages, request)) for column in columns],
        social=[Link(profile.value["name"], profile.value["url"]) for profile in settings.social_links],
        privacy_url=privacy_url(settings, request),
        article_index=next(iter(indexes), None),
    )


def page_link(page: Page, request: HttpRequest, label: str = "") -> Link:
    url = page.get_url(request) or ""
    return Link(label or page.title, url, current=bool(url) and request.path.startswith(url))


def action(settings: SiteSettings, request: HttpRequest) -> Link | None:
    page = settings.masthead_page
    if page is None or not page.live:
        return None
    return Link(settings.masthead_label or page.title, page.get_url(request) or "")


def items(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The values of a list block as it is stored: bare, or wrapped with an id once an editor has saved it."""
    return [entry.get("value", entry) for entry in raw]


def privacy_url(settings: SiteSettings, request: HttpRequest) -> str:
    page = settings.privacy_page
    return (page.get_url(request) or "") if page and page.live else ""


def links(raw: list[dict[str, Any]], pages: dict[int, Page], request: HttpRequest) -> list[Link]:
    """The links of a footer column; one whose page is unpublished is left out."""
    found = []
    for item in items(raw):
        if item.get("page") in pages:
            found.append(page_link(pages[item["page"]], request, item.get("label", "")))
        elif item.get("url"):
            found.append(Link(item["label"], item["url"]))
    return found
