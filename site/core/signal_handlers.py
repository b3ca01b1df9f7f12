"""What the ground does when something happens; connected in `apps.py`."""

from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.db.models import Model
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry
from wagtail.models import Site

from core.models import SiteImage, SiteSettings
from core.tasks import make_image_renditions, make_page_renditions


def make_renditions_of_page(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    make_page_renditions.enqueue(instance.pk)


def remake_renditions_of_image(sender: type[SiteImage], instance: SiteImage, **kwargs: Any) -> None:
    """A new file or focal point leaves the old renditions stale; makes the shapes that were in use again."""
    shapes = list(instance.sources.get("shapes", {}))
    if shapes and instance.sources.get("version") != instance.version:
        make_image_renditions.enqueue(instance.pk, shapes)


def make_renditions_of_settings(sender: type[SiteSettings], instance: SiteSettings, **kwargs: Any) -> None:
    for image_id, shape in ((instance.logo_id, "logo"), (instance.social_image_id, "social")):
        if image_id:
            make_image_renditions.enqueue(image_id, [shape])


def make_settings(sender: AppConfig, **kwargs: Any) -> None:
    """Gives each site the rows of its settings, which Wagtail would otherwise write while a reader waits."""
    models: list[Any] = [model for model in sender.get_models() if issubclass(model, BaseSiteSetting)]
    for site in Site.objects.all() if models else []:
        for model in models:
            model.for_site(site)


def make_settings_of_site(sender: type[Site], instance: Site, created: bool, **kwargs: Any) -> None:
    """The same for a site that is added later."""
    for model in registry if created and not kwargs["raw"] else ():
        if issubclass(model, BaseSiteSetting):
            model.for_site(instance)


def set_site_address(sender: Any, **kwargs: Any) -> None:
    """Gives Wagtail's default site the host and port of `BASE_URL`, the one place where the address is set."""
    address = urlsplit(settings.BASE_URL)
    if not address.hostname:
        return
    port = address.port or (443 if address.scheme == "https" else 80)
    for site in Site.objects.filter(is_default_site=True).exclude(hostname=address.hostname, port=port):
        site.hostname, site.port = address.hostname, port
        site.save()
