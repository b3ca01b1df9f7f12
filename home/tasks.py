"""Work of the front of the house that must not happen inside a request."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Page
from wagtail.search import index

from core.scheduling import scheduled
from home import search_index
from home.models import MissedSearch

KEPT = timedelta(days=180)


@task(backend="jobs")
def index_pages_below(path: str) -> None:
    """Makes the pages below one that was moved to be found again, by where they stand now."""
    search_index.write_missing(Page.objects.filter(path__startswith=path))


@task(backend="jobs")
def index_pages(keys: list[int]) -> None:
    """Makes pages to be found by what they show now, where it is not they that have changed."""
    for page in Page.objects.filter(pk__in=keys).specific().iterator(chunk_size=50):
        index.insert_or_update_object(page)


@scheduled(every=timedelta(days=1), label=_("Index pages that readers cannot find yet"))
def index_missing_pages() -> None:
    """For a site whose pages were published before there was this index."""
    search_index.write_missing(Page.objects.filter(depth__gt=1))


@scheduled(every=timedelta(days=1), label=_("Forget old searches without a result"))
def forget_missed_searches() -> None:
    """Removes what nobody has looked for in half a year."""
    MissedSearch.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
