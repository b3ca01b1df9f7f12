"""What is looked for in published pages. A check is a condition that the database answers, for any number of pages.

Whether a page may be published at all is asked by `core.publishing`. What is here comes with time, or with what happens
to other pages; links are the same that the publish gate asks about, as `scanning` has read them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Lower, NullIf, Substr
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.registry import registry
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, Site, get_page_models

from core.models import BasePage, PageLink
from core.shared_parts import SharedPart

FRESH = timedelta(days=365)
STEPS_OF_TREE = 2  # A site and a language each have a tree of their own below the root.


class Finding(NamedTuple):
    code: str
    label: str
    path: str
    advice: str


class Check:
    """`path` is the field to mend, as Wagtail's deep links name it; empty where it is the page as a whole."""

    code: str
    label: str | Promise
    advice: str | Promise
    path = ""

    def condition(self) -> Any:
        raise NotImplementedError

    def findings(self, page: Page, links: list[PageLink]) -> list[Finding]:
        return [Finding(self.code, str(self.label), self.path, str(self.advice))]


class Stale(Check):
    code = "stale"
    label = _("Not looked at for a year")
    advice = _("Read it again and publish it anew, or withdraw it.")

    def condition(self) -> Q:
        return Q(last_published_at__lt=timezone.now() - FRESH)


class Undescribed(Check):
    code = "undescribed"
    label = _("No description")
    advice = _("Say in a sentence what searches and shared links shall show.")
    path = "search_description"

    def condition(self) -> Any:
        described = [
            Exists(model._base_manager.filter(pk=OuterRef("pk")).exclude(**{model.summary_field: ""}))
            for model in page_types()
            if model.summary_field
        ]
        return Q(search_description="") & ~Q(*described, _connector=Q.OR)


class Unpictured(Check):
    code = "unpictured"
    label = _("No picture")
    advice = _("Choose a picture.")

    def condition(self) -> Q:
        bare = [
            Exists(
                model._base_manager.filter(
                    pk=OuterRef("pk"), social_image__isnull=True, **{f"{model.picture_field}__isnull": True}
                )
            )
            for model in page_types()
            if model.picture_field
        ]
        return Q(*bare, _connector=Q.OR)

    def findings(self, page: Page, links: list[PageLink]) -> list[Finding]:
        return [Finding(self.code, str(self.label), page.specific_class.picture_field, str(self.advice))]


class Orphaned(Check):
    """No published page, menu or setting leads there; the breadcrumbs of a page below would."""

    code = "orphaned"
    label = _("Nothing links to it")
    advice = _("Only lists and searches lead here. Link to it from another page, or show it in a menu.")

    def condition(self) -> Any:
        pages = ContentType.objects.get_for_model(Page)
        settings = [model.pk for model in ContentType.objects.get_for_models(*registry).values()]
        source = Case(When(base_content_type=pages, then=Cast("object_id", IntegerField())))
        references = ReferenceIndex.objects.filter(
            to_content_type=pages, to_object_id=Cast(OuterRef("pk"), CharField(max_length=255))
        ).annotate(source=source)
        from_page = Q(Exists(Page.objects.filter(live=True, pk=OuterRef("source"))), ~Q(source=OuterRef("pk")))
        from_part = self.stands_in_shown_part(pages)
        led_to = references.filter(Q(base_content_type__in=settings) | from_page | from_part)
        roots = Site.objects.filter(root_page=OuterRef("pk"))
        return Q(numchild=0, show_in_menus=False, depth__gt=STEPS_OF_TREE) & ~Exists(led_to) & ~Exists(roots)

    def stands_in_shown_part(self, pages: ContentType) -> Q:
        """Of references: that they stand in a published part which a published page shows."""
        shows = ReferenceIndex.objects.filter(
            base_content_type=pages, to_content_type=OuterRef("base_content_type"), to_object_id=OuterRef("object_id")
        ).annotate(shown_by=Cast("object_id", IntegerField()))
        shown = Exists(shows.filter(Exists(Page.objects.filter(live=True, pk=OuterRef("shown_by")))))
        found = Q(pk=None)
        for model in apps.get_models():
            if issubclass(model, SharedPart):
                live = model._base_manager.filter(live=True).annotate(key=Cast("pk", CharField(max_length=255)))
                content_type = ContentType.objects.get_for_model(model)
                found |= Q(shown, Exists(live.filter(key=OuterRef("object_id"))), base_content_type=content_type)
        return found


class BrokenLink(Check):
    code = "broken-link"
    label = _("Broken link")
    advice = _("Change the link, or remove it.")

    def condition(self) -> Exists:
        return Exists(broken_links().filter(page=OuterRef("pk")))

    def findings(self, page: Page, links: list[PageLink]) -> list[Finding]:
        return [Finding(self.code, str(self.label), link.path, what_is_wrong(link)) for link in links]


class DuplicateTitle(Check):
    """In search results the two cannot be told apart. Languages and sites are each for themselves."""

    code = "duplicate-title"
    label = _("Title of another page")
    advice = _("Another page has the same title in search results. Give one of them another.")

    def condition(self) -> Q:
        titles = published(Page.objects.order_by()).values("title_key").annotate(number=Count("pk"))
        return Q(title_key__in=titles.filter(number__gt=1).values("title_key"))

    def findings(self, page: Page, links: list[PageLink]) -> list[Finding]:
        path = "seo_title" if page.seo_title else "title"
        return [Finding(self.code, str(self.label), path, str(self.advice))]


# Higher layers add theirs once all apps are ready.
CHECKS: list[Check] = [BrokenLink(), Undescribed(), Unpictured(), Orphaned(), DuplicateTitle(), Stale()]


def page_types() -> list[type[BasePage]]:
    return [model for model in get_page_models() if issubclass(model, BasePage)]


def published(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Those that readers see and that have a text of their own, with what tells their titles apart."""
    tree, title = Substr("path", 1, STEPS_OF_TREE * Page.steplen), Coalesce(NullIf("seo_title", Value("")), "title")
    own = pages.filter(live=True, depth__gte=STEPS_OF_TREE, alias_of=None)
    return own.annotate(title_key=Concat(tree, Value(":"), Lower(title)))


def with_findings(pages: QuerySet[Page]) -> QuerySet[Page]:
    """The published ones of these pages, each with a truth for every check, under its code."""
    truths = {name_of(check): ExpressionWrapper(check.condition(), output_field=BooleanField()) for check in CHECKS}
    return published(pages).annotate(**truths)


def name_of(check: Check) -> str:
    return f"is_{check.code.replace('-', '_')}"


def found_by(*checks: Check) -> Q:
    return Q(*[(name_of(check), True) for check in checks], _connector=Q.OR)


def counts(pages: QuerySet[Page]) -> list[tuple[Check, int]]:
    """How many of the pages each check finds, by one query."""
    numbers = {name_of(check): Count("pk", filter=found_by(check)) for check in CHECKS}
    found = with_findings(pages).order_by().aggregate(**{f"number_{name}": number for name, number in numbers.items()})
    return [(check, found[f"number_{name_of(check)}"]) for check in CHECKS]


def findings_of(pages: Iterable[Page]) -> dict[int, list[Finding]]:
    """What is found in each of these pages, which come from `with_findings`; their links by one query."""
    pages = list(pages)
    links: dict[int, list[PageLink]] = defaultdict(list)
    broken = [page.pk for page in pages if page.is_broken_link]
    for link in broken_links().filter(page__in=broken).select_related("to_address").order_by("pk"):
        links[link.page_id].append(link)
    return {
        page.pk: [
            finding
            for check in CHECKS
            if getattr(page, name_of(check))
            for finding in check.findings(page, links[page.pk])
        ]
        for page in pages
    }


# Links


def broken_links() -> QuerySet[PageLink]:
    """Those to pages and documents that are not there for readers, and to addresses that keep failing."""
    live = Exists(Page.objects.filter(pk=OuterRef("to_page"), live=True))
    kept = Exists(get_document_model().objects.filter(pk=OuterRef("to_document")))
    return PageLink.objects.filter(
        (Q(to_page__isnull=False) & ~live) | (Q(to_document__isnull=False) & ~kept) | Q(to_address__is_broken=True)
    )


def what_is_wrong(link: PageLink) -> str:
    if link.to_address:
        return f"{link.to_address.address}: {link.to_address.problem}"
    return gettext("A link leads to a page or document that is not there for readers.")
