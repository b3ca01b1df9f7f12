"""What the ground does when something happens; connected in `apps.py`."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Revision, Site

from core import translating
from core.content_health.scanning import scan
from core.models import Assignment, BasePage, SiteImage, SiteSettings, SocialCard
from core.publishing import broken_rules
from core.tasks import make_image_renditions, make_page_renditions, make_social_cards, queue_social_cards


def note_excuse(sender: type[Model], instance: Any, revision: Revision | None = None, **kwargs: Any) -> None:
    """The history says which rules a page was published against, by whom and why."""
    broken = [fault for fault in broken_rules(instance) if fault.code in instance.excused_rules]
    if revision and broken:
        data = {"rules": [*dict.fromkeys(fault.label for fault in broken)], "reason": instance.excuse}
        log(instance, "core.publish_excused", user=revision.user, revision=revision, data=data)


def make_renditions_of_page(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    make_page_renditions.enqueue(instance.pk)


def read_links_of_page(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    scan([instance])


def end_assignment(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    Assignment.objects.filter(page=instance.pk).delete()


def make_card_of_page(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    make_social_cards.enqueue([instance.pk])


def remove_card_of_page(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """What is withdrawn is not to be found in a picture of its title either."""
    SocialCard.objects.filter(page=instance.pk).delete()


def remake_cards_of_subtree(sender: type[Model], instance: Page | PageViewRestriction, **kwargs: Any) -> None:
    """What only some may read is not to be found in a picture of its title; what all may read once more has one."""
    page = Page.objects.filter(pk=instance.pk if isinstance(instance, Page) else instance.page_id).first()
    if page:
        queue_social_cards(page.get_descendants(inclusive=True).values_list("pk", flat=True))


def remove_file_of_card(sender: type[SocialCard], instance: SocialCard, **kwargs: Any) -> None:
    if name := instance.file.name:
        transaction.on_commit(partial(instance.file.storage.delete, name))


def remake_renditions_of_image(sender: type[SiteImage], instance: SiteImage, **kwargs: Any) -> None:
    """A new file or focal point leaves the old renditions stale; makes the shapes that were in use again."""
    shapes = list(instance.sources.get("shapes", {}))
    if shapes and instance.sources.get("version") != instance.version:
        make_image_renditions.enqueue(instance.pk, shapes)
        queue_social_cards(pages_with(instance))


def pages_with(image: SiteImage) -> Iterator[int]:
    """The pages that have a picture as their own, which therefore stands on their cards."""
    pages = ContentType.objects.get_for_model(Page)
    shown = ReferenceIndex.get_references_to(image).filter(base_content_type=pages).exclude(content_path__contains=".")
    return map(int, shown.order_by().values_list("object_id", flat=True).distinct().iterator())


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


def begin_translation(sender: Any, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """A page that Wagtail only mirrors in another tree (an alias) stays the mirror."""
    if not isinstance(target_obj, Page):
        return
    translating.grant_as_on(source_obj, target_obj)
    if isinstance(target_obj, BasePage) and not target_obj.alias_of_id:
        translating.begin(target_obj)


def set_site_address(sender: Any, **kwargs: Any) -> None:
    """Gives Wagtail's default site the host and port of `BASE_URL`, the one place where the address is set."""
    address = urlsplit(settings.BASE_URL)
    if not address.hostname:
        return
    port = address.port or (443 if address.scheme == "https" else 80)
    for site in Site.objects.filter(is_default_site=True).exclude(hostname=address.hostname, port=port):
        site.hostname, site.port = address.hostname, port
        site.save()
