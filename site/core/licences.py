"""Pictures that we may not use for ever: which licences have ended or soon will, and where those pictures are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import django_filters
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from core.models import SiteImage
from core.models.images import NOTICE

MENDING = ["change", "delete"]
STATES = {"ended": _("Has ended"), "ending": _("Ends within 30 days")}


class Use(NamedTuple):
    """A page, or whatever else shows a picture. Without an address where the user may not edit it."""

    title: str
    url: str


def may_mend_pictures(user: AbstractUser | AnonymousUser) -> bool:
    return bool(policy_registry.get_by_type(SiteImage).user_has_any_permission(user, MENDING))


def pictures_ending(user: AbstractUser | AnonymousUser) -> QuerySet[SiteImage]:
    """Those that this user may change or remove and whose licence has ended or is about to; the oldest end first."""
    pictures = policy_registry.get_by_type(SiteImage).instances_user_has_any_permission_for(user, MENDING)
    return pictures.filter(use_until__lte=timezone.localdate() + NOTICE).order_by("use_until", "pk")


def uses_of(pictures: Iterable[SiteImage], user: AbstractUser | AnonymousUser) -> dict[str, list[Use]]:
    """Where each picture, by its key as text, is used; a query for each type of what uses them."""
    shown: dict[str, set[str]] = defaultdict(set)
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    references = ReferenceIndex.get_references_to_in_bulk(list(pictures))
    for base, kind, source, picture in references.values_list(
        "base_content_type", "content_type", "object_id", "to_object_id"
    ):
        kinds[base][source] = kind
        shown[f"{base} {source}"].add(picture)
    address_of = AdminURLFinder(user).get_edit_url
    uses: dict[str, list[Use]] = defaultdict(list)
    for base, kind_of in kinds.items():
        model: Any = ContentType.objects.get_for_id(base).model_class()
        for source in model._base_manager.filter(pk__in=kind_of):
            url, key = address_of(source) or "", str(source.pk)
            title = str(source) if url else capfirst(ContentType.objects.get_for_id(kind_of[key]).name)
            for picture in shown[f"{base} {key}"]:
                uses[picture].append(Use(title, url))
    return {picture: sorted(found) for picture, found in uses.items()}


class UsesColumn(Column):
    cell_template_name = "core/admin/uses.html"


class LicencesFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("Licence"), choices=list(STATES.items()), method="filter_state")

    class Meta:
        model = SiteImage
        fields = ["state"]

    def filter_state(self, pictures: QuerySet[SiteImage], name: str, value: str) -> QuerySet[SiteImage]:
        today = timezone.localdate()
        return pictures.filter(use_until__lt=today) if value == "ended" else pictures.filter(use_until__gte=today)


class LicencesView(ReportView):
    """Pictures whose licence has ended or will within the time of notice, with what shows them."""

    model = SiteImage
    page_title = _("Licences that end")
    header_icon = "image"
    index_url_name = "core_licences"
    index_results_url_name = "core_licences_results"
    filterset_class = LicencesFilterSet
    any_permission_required = MENDING
    columns = [
        TitleColumn("title", label=_("Picture"), url_name="wagtailimages:edit"),
        Column("state", label=_("Licence"), accessor=lambda picture: STATES[picture.licence_state]),
        Column("use_until", label=_("May be used until"), accessor=lambda picture: date_format(picture.use_until)),
        Column("credit", label=_("Credit")),
        Column("licence", label=_("By what right")),
        UsesColumn("uses", label=_("Used in")),
    ]
    list_export = ["title", "licence_state", "use_until", "credit", "licence", "uses"]
    export_headings = {
        "title": _("Picture"),
        "licence_state": _("Licence"),
        "use_until": _("May be used until"),
        "credit": _("Credit"),
        "licence": _("By what right"),
        "uses": _("Used in"),
    }

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        words = {"licence_state": lambda state: str(STATES[state]), "uses": in_words}
        self.custom_field_preprocess = {
            name: {self.FORMAT_CSV: words_of, self.FORMAT_XLSX: words_of} for name, words_of in words.items()
        }

    def get_base_queryset(self) -> QuerySet[SiteImage]:
        return pictures_ending(self.request.user)

    def decorate_paginated_queryset(self, object_list: Any) -> list[SiteImage]:
        pictures = list(object_list)
        uses = uses_of(pictures, self.request.user)
        for picture in pictures:
            picture.uses = uses.get(str(picture.pk), [])
        return pictures


def in_words(uses: list[Use]) -> str:
    return "\n".join(use.title for use in uses)
