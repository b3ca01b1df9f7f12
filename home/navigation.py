"""The links around every page: those of the frame, which all pages of a language share, and the page's own versions."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings as django_settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from articles.models import ArticleIndexPage
from core.languages import OPEN_GRAPH
from core.models import SiteSettings
from core.models.settings import Untranslated
from core.page_store import tags
from core.page_store.recording import depends_on
from core.page_store.remembering import Remembered
from core.querysets import LINK
from core.sites import find_site
from home.languages import Version, Versions, alternates, annotations


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
class Frame:
    """Menu, masthead action, footer and article index, the same around every page of a site in one language."""

    menu: list[Link] = field(default_factory=list)
    action: Link | None = None
    columns: list[Column] = field(default_factory=list)
    social: list[Link] = field(default_factory=list)
    privacy_url: str = ""
    articles_url: str = ""
    home_url: str = "/"


@dataclass(frozen=True)
class Navigation(Frame):
    """What `{% site_navigation %}` gives to the masthead and the footer."""

    versions: list[Version] = field(default_factory=list)

    @property
    def open_graph(self) -> str:
        return OPEN_GRAPH.get(get_language() or "", "")

    @property
    def other_languages(self) -> list[Version]:
        return [version for version in self.versions if not version.is_spoken]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        return alternates(self.versions)


def navigation(request: HttpRequest, page: Page | None = None, subpages: dict[str, str] | None = None) -> Navigation:
    """The navigation of the request's site; empty where there is no site. `subpages` as in `home.languages`."""
    if find_site(request) is None:
        return Navigation()
    versions = Versions(request, page, subpages)
    if frame.remembers:
        around, found = frame(request), versions.read()
    else:
        around, found = read_frame_and_versions(request, versions)
    menu = [replace(link, current=bool(link.url) and request.path.startswith(link.url)) for link in around.menu]
    return Navigation(**{**vars(around), "menu": menu}, versions=found)


def key_of_frame(request: HttpRequest) -> tuple[Any, ...]:
    """It is made of a site and its settings as they were read for this request."""
    site: Any = find_site(request)
    return site.pk, site.read_at, get_language(), getattr(request, "is_preview", False)


def read_frame_and_versions(request: HttpRequest, versions: Versions) -> tuple[Frame, list[Version]]:
    """In one query."""
    site: Any = find_site(request)
    settings = SiteSettings.for_request(request)
    columns = [column["value"] for column in settings.footer_columns.raw_data]
    chosen = [link.get("page") for column in columns for link in items(column["links"])]
    root = site.root_page
    below_root = Q(depth=root.depth + 1, path__startswith=root.path)
    wanted = below_root & (Q(show_in_menus=True) | Page.objects.type_q(ArticleIndexPage)) | Q(pk__in=chosen)
    wanted |= Q(translation_key__in=versions.keys) | in_own_language(root, chosen, settings)
    found = Page.objects.live().filter(wanted).only(*LINK, "show_in_menus")
    if versions.is_needed:
        found = found.annotate(**annotations(versions.model))
    pages = {page.pk: page for page in found.order_by("path")}
    spoken = Spoken(root, pages, settings)
    children = [page for page in pages.values() if page.is_child_of(root)]
    depends_on(tags.children(root.pk), *(tags.link(key) for key in chosen))  # Also on those that are not live yet.
    article_index = next((page for page in children if page.specific_class is ArticleIndexPage), None)
    around = Frame(
        menu=[page_link(page, request) for page in children if page.show_in_menus],
        action=action(settings, spoken, request),
        columns=[Column(column["heading"], links(column["links"], spoken, request)) for column in columns],
        social=[Link(profile.value["name"], profile.value["url"]) for profile in settings.social_links],
        privacy_url=privacy_url(settings, spoken, request),
        articles_url=(article_index.get_url(request) or "") if article_index else "",
        home_url=root.get_url(request) or "/",
    )
    return around, versions.among(pages.values())


def read_frame(request: HttpRequest) -> Frame:
    return read_frame_and_versions(request, Versions(request, None, None))[0]


frame = Remembered(read_frame, key=key_of_frame)


def in_own_language(root: Page, chosen: list[int | None], settings: SiteSettings) -> Q:
    """The versions of chosen pages in a further language that is spoken."""
    if get_language() == django_settings.LANGUAGE_CODE:
        return Q(pk__in=[])
    keys = [page.translation_key for page in (settings.masthead_page, settings.privacy_page) if page]
    same = Q(translation_key__in=Page.objects.filter(pk__in=chosen).values("translation_key"))
    return Q(path__startswith=root.path) & (same | Q(translation_key__in=keys))


class Spoken:
    """Finds in a further language what was chosen in the site's own."""

    def __init__(self, root: Page, pages: dict[int, Page], settings: SiteSettings) -> None:
        self.pages, self.is_further = pages, get_language() != django_settings.LANGUAGE_CODE
        self.leads_on = settings.untranslated == Untranslated.LEAD
        self.versions = {page.translation_key: page for page in pages.values() if page.path.startswith(root.path)}

    def page(self, chosen: Page | None, *, in_any_language: bool = False) -> Page | None:
        """The published version to link to."""
        if chosen is None or not self.is_further:
            return chosen if chosen and chosen.live else None
        found = self.versions.get(chosen.translation_key)
        if found or not (chosen.live and (in_any_language or self.leads_on)):
            return found
        return chosen


def page_link(page: Page, request: HttpRequest, label: str = "") -> Link:
    return Link(label or page.title, page.get_url(request) or "")


def action(settings: SiteSettings, spoken: Spoken, request: HttpRequest) -> Link | None:
    page = spoken.page(settings.masthead_page)
    return Link(settings.masthead_label or page.title, page.get_url(request) or "") if page else None


def items(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The values of a list block as it is stored: bare, or wrapped with an id once an editor has saved it."""
    return [entry.get("value", entry) for entry in raw]


def privacy_url(settings: SiteSettings, spoken: Spoken, request: HttpRequest) -> str:
    """Of the notice in the reader's language, else in any: nobody is left without it."""
    page = spoken.page(settings.privacy_page, in_any_language=True)
    return (page.get_url(request) or "") if page else ""


def links(raw: list[dict[str, Any]], spoken: Spoken, request: HttpRequest) -> list[Link]:
    """The links of a footer column; one whose page is unpublished is left out."""
    found = []
    for item in items(raw):
        if page := spoken.page(spoken.pages.get(item.get("page") or 0)):
            found.append(page_link(page, request, item.get("label", "")))
        elif item.get("url"):
            found.append(Link(item["label"], item["url"]))
    return found
