"""Finds the site of a request together with its settings, in one query.

Wagtail finds the site in a query of its own, and each settings model in one more. Every page shows the settings of
several apps, so here they are joined to the site (`select_related` over the one-to-one relations that `BaseSiteSetting`
makes), and left where `Site.find_for_request` and `BaseSiteSetting.for_request` look first.
"""

from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, Q
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry
from wagtail.models import Site

from core.models import BasePage
from core.querysets import is_restricted


def find_site(request: HttpRequest) -> Site | None:
    """The same site as `Site.find_for_request`, for a request that goes on to show a page of it."""
    hostname = split_domain_port(request.get_host())[0]
    models = [model for model in registry if issubclass(model, BaseSiteSetting)]
    sites = Site.objects.filter(Q(hostname=hostname) | Q(is_default_site=True))
    sites = sites.select_related("root_page", *relations(models)).annotate(**restrictions(models))
    site = best_match(sites, hostname, request.get_port())
    request._wagtail_site = site  # type: ignore[attr-defined]
    for model in models if site else ():
        remember(request, model, site)
    return site


def relations(models: Iterable[type[BaseSiteSetting]]) -> Iterable[str]:
    """The settings of a site, and what each of them wants to be read along with it."""
    for model in models:
        accessor = model._meta.model_name
        yield accessor
        yield from (f"{accessor}__{name}" for name in model.select_related or () if name != "site")


def restrictions(models: Iterable[type[BaseSiteSetting]]) -> dict[str, Exists]:
    """Whether each page that settings read along is one that not every reader may see (`BasePage.is_published`)."""
    return {
        restriction_of(model, name): is_restricted(f"{model._meta.model_name}__{name}__path")
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


def remember(request: HttpRequest, model: type[BaseSiteSetting], site: Site) -> None:
    """Leaves a site's settings where `for_request` finds them; what has no row yet is made there."""
    try:
        settings = getattr(site, model._meta.model_name)
    except ObjectDoesNotExist:
        return
    settings._request = request
    for name in pages_of(model):
        if page := getattr(settings, name):
            page.restricted = getattr(site, restriction_of(model, name))
    setattr(request, model.get_cache_attr_name(), settings)
