"""Finds the site of a request together with its languages and settings, in one query.

Wagtail finds the site in a query of its own, the addresses of all sites in two more, and each settings model in one.
Every page shows the settings of several apps, so here they are joined to the site (`select_related` over the one-to-one
relations that `BaseSiteSetting` makes). All is left where Wagtail looks first: `Site.find_for_request`,
`BaseSiteSetting.for_request`, `Page.get_url`.

A site has a tree of pages for each language, side by side, as Wagtail makes them. The site that a request is given has
as its root page the one of the language that is spoken, and its settings speak that language too: so listings, menus
and searches need not know of any other (decision 0017).
"""

import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import get_language
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from core.languages import other_languages
from core.models import BasePage
from core.models.settings import SpeaksLanguages
from core.page_store.recording import of_links_alone
from core.page_store.remembering import Remembered
from core.querysets import IsRestricted

TREE = ("id", "path", "depth", "live", "url_path")  # What is read of the root page of a further language.


def find_site(request: HttpRequest) -> Site | None:
    """The same site as `Site.find_for_request`, for a request that goes on to show a page of it."""
    site = read_site(request)
    language = get_language() or django_settings.LANGUAGE_CODE
    if site is None or getattr(site, "spoken", None) == language:
        return site
    site.spoken = language
    site.root_page = trees(request).get(language) or site.own_root_page
    for model in settings_models():
        remember(request, model, site)
    return site


def trees(request: HttpRequest) -> dict[str, Page]:
    """The root pages of the request's site by language: its own, and those of further languages that are published.

    To whoever previews a page, those that are not published yet too.
    """
    site = read_site(request)
    if site is None:
        return {}
    is_preview = getattr(request, "is_preview", False)
    own = {site.own_root_page.locale.language_code: site.own_root_page}
    return {**{code: page for code, page in site.trees.items() if page.live or is_preview}, **own}


def home_url(request: HttpRequest) -> str:
    """The address of the front page in the language that is spoken."""
    site = find_site(request)
    return (site.root_page.get_url(request) if site else None) or "/"


def read_site(request: HttpRequest) -> Any:
    """The site as the database has it, read once a request."""
    if not hasattr(request, "_site_with_all"):
        # As Wagtail does: a page that refuses a host has a masthead too.
        hostname = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
        found = all_sites()
        site = best_match(found, hostname, request.get_port())
        request._site_with_all = request._wagtail_site = site  # type: ignore[attr-defined]
        request._wagtail_cached_site_root_paths = root_paths(found)  # type: ignore[attr-defined]
    return request._site_with_all  # type: ignore[attr-defined]


@Remembered
def all_sites() -> list[Any]:
    models = settings_models()
    sites = Site.objects.select_related("root_page__locale", *relations(models)).annotate(
        **restrictions(models), **translated_roots()
    )
    with of_links_alone():
        found: list[Any] = list(sites.order_by("-root_page__url_path", "-is_default_site", "hostname"))
        for site in found:
            site.read_at = time.monotonic_ns()
            site.own_root_page = site.root_page
            site.trees = {code: page for code in other_languages() if (page := tree(site, code))}
    return found


def settings_models() -> list[type[BaseSiteSetting]]:
    return [model for model in registry if issubclass(model, BaseSiteSetting)]


def translated_roots() -> dict[str, Subquery]:
    """What is read of the root page of each further language, published or not, next to each site."""
    pages = Page.objects.filter(translation_key=OuterRef("root_page__translation_key")).order_by()
    pages = pages.exclude(pk=OuterRef("root_page"))
    return {
        name_of(code, field): Subquery(pages.filter(locale__language_code=code).values(field)[:1])
        for code in other_languages()
        for field in TREE
    }


def name_of(language: str, field: str) -> str:
    return f"tree_{language.replace('-', '_')}_{field}"


def tree(site: Any, language: str) -> Page | None:
    """The root page of a further language, of which no more is read than finding those below it takes."""
    fields = [field.attname for field in Page._meta.concrete_fields if field.attname in TREE]
    values = [getattr(site, name_of(language, field)) for field in fields]
    return None if None in values else Page.from_db("default", fields, values)


def root_paths(sites: Iterable[Any]) -> list[SiteRootPath]:
    """As `Site.get_site_root_paths` gives them, the most specific first."""
    return [
        SiteRootPath(site.pk, page.url_path, site.root_url, code)
        for site in sites
        for code, page in {site.own_root_page.locale.language_code: site.own_root_page, **site.trees}.items()
    ]


def relations(models: Iterable[type[BaseSiteSetting]]) -> Iterable[str]:
    """The settings of a site, and what each of them wants to be read along with it."""
    for model in models:
        accessor = model._meta.model_name
        yield accessor
        yield from (f"{accessor}__{name}" for name in model.select_related or () if name != "site")


def restrictions(models: Iterable[type[BaseSiteSetting]]) -> dict[str, IsRestricted]:
    """Whether each page that settings read along is one that not every reader may see (`BasePage.is_published`)."""
    return {
        restriction_of(model, name): IsRestricted(f"{model._meta.model_name}__{name}__path")
        for model in models
        for name in pages_of(model)
    }


def restriction_of(model: type[BaseSiteSetting], name: str) -> str:
    return f"{model._meta.model_name}_{name}_restricted"


def pages_of(model: type[BaseSiteSetting]) -> list[str]:
    fields = [field for field in model._meta.fields if field.name in (model.select_related or ())]
    return [field.name for field in fields if field.related_model and issubclass(field.related_model, BasePage)]


def best_match(sites: Iterable[Site], hostname: str, port: str) -> Site | None:
    """Name and port before name and default, before the only one of that name, before the default.

    https://docs.wagtail.org/en/stable/reference/models.html#wagtail.models.Site.find_for_request
    """
    sites = list(sites)
    named = [site for site in sites if site.hostname == hostname]
    default = next((site for site in sites if site.is_default_site), None)
    exact = next((site for site in named if str(site.port) == port), None)
    if exact or default in named:
        return exact or default
    return named[0] if len(named) == 1 else default


def remember(request: HttpRequest, model: type[BaseSiteSetting], site: Any) -> None:
    """Leaves a site's settings where `for_request` finds them; what has no row yet is made there."""
    try:
        settings = getattr(site, model._meta.model_name)
    except ObjectDoesNotExist:
        return
    settings._request = request
    for name in pages_of(model):
        if page := getattr(settings, name):
            page.restricted = getattr(site, restriction_of(model, name))
    if isinstance(settings, SpeaksLanguages):
        settings.speak(site.spoken)
    setattr(request, model.get_cache_attr_name(), settings)
