"""How changes of each model reach the pages that showed it."""

from enum import Enum
from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Locale, Page, PageViewRestriction, Site

# Of these apps' models readers are shown nothing.
HIDDEN_APPS = {
    "admin",
    "auth",
    "django_tasks_database",
    "otp_static",
    "otp_totp",
    "sessions",
    "wagtailadmin",
    "wagtailforms",
    "wagtailredirects",
    "wagtailsearch",
    "wagtailusers",
}
SHOWN_OF_WAGTAIL = {Locale, Page, PageViewRestriction, Site}

_by_row: dict[type[Model], str] = {}


class Kind(Enum):
    ROW = "known row by row"
    PART = "a part of a page, and saved with it"
    TABLE = "known as a whole table, unless somebody says more"
    HIDDEN = "never shown to readers"
    CONSTANT = "never changed, or no part of what is shown"


def know_by_row(model: type[Model], listing: str = "") -> None:
    """Says that pages show single rows of this model. Whatever lists all of them depends on `listing`."""
    _by_row[model] = listing
    of.cache_clear()
    of_table.cache_clear()


def listing_of(model: type[Model]) -> str:
    return _by_row.get(model, "")


@cache
def of(model: type[Model]) -> Kind:
    """What Wagtail's reference index is told to pass over is our own bookkeeping, unless it is known by row."""
    label = model._meta.app_label
    if model is ContentType or model._meta.label == "core.Clearing":  # By which a render asks whether it may go on.
        return Kind.CONSTANT
    if model in _by_row or issubclass(model, Page) or model is PageViewRestriction:
        return Kind.ROW
    if is_part_of_page(model):
        return Kind.PART
    is_wagtails = label == "wagtailcore" and model not in SHOWN_OF_WAGTAIL
    is_passed_over = getattr(model, "wagtail_reference_index_ignore", False)
    is_user = model._meta.label == settings.AUTH_USER_MODEL
    return Kind.HIDDEN if label in HIDDEN_APPS or is_wagtails or is_passed_over or is_user else Kind.TABLE


def is_part_of_page(model: type[Model]) -> bool:
    parents = [field.related_model for field in model._meta.fields if isinstance(field, ParentalKey)]
    if any(isinstance(parent, type) and issubclass(parent, Page) for parent in parents):
        return True
    owner = model._meta.auto_created
    if not owner or not isinstance(owner, type):
        return False
    through = [
        field.remote_field.through for field in owner._meta.many_to_many if isinstance(field, ParentalManyToManyField)
    ]
    return issubclass(owner, Page) and model in through


@cache
def of_table(name: str) -> Kind:
    """A table that belongs to no model may change without a word, so nothing that shows it is stored."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == name]
    return of(models[0]) if models else Kind.HIDDEN
