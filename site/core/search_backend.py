"""Wagtail's own search, which editors use, without reading all that it knows for each page that is saved.

A title counts for more the shorter it is beside the average of all titles. Wagtail's index takes that average anew with
each save, and reads all entries to find the new ones. Here, where there are many, it is taken once a day, and an index
of the database finds what is new (migration core 0018).
"""

from functools import cache
from typing import Any

from django.core.cache import cache as django_cache
from django.db.models import Avg, Count, F
from django.db.models.functions import Length
from modelsearch.backends import database
from modelsearch.backends.base import BaseIndex, BaseSearchBackend

KEY, DAY = "search:average_length_of_titles", 24 * 60 * 60
MANY = 1_000  # Of fewer entries the average is soon another, and soon taken.
NEW = 1.0  # The weight of the title in an entry that was just written.


class WeighingIndex:
    """Put before an index class of modelsearch, whose `_refresh_title_norms` it stands in for."""

    entries: Any

    def _refresh_title_norms(self, full: bool = False) -> None:
        entries = self.entries.annotate(title_length=Length("title")).filter(title_length__gt=0)
        average = None if full else django_cache.get(KEY)
        if average is None:
            found = entries.aggregate(average=Avg("title_length"), number=Count("pk"))
            average = found["average"]
            if found["number"] >= MANY:
                django_cache.set(KEY, average, DAY)
        (entries if full else entries.filter(title_norm=NEW)).update(title_norm=average / F("title_length"))


@cache
def weighing(index_class: type[BaseIndex]) -> type[BaseIndex]:
    return type(f"Weighing{index_class.__name__}", (WeighingIndex, index_class), {})


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 (the name that is looked for)
    """The backend of this database: https://docs.wagtail.org/en/stable/topics/search/backends.html"""
    backend: BaseSearchBackend = database.SearchBackend(params)
    backend.index_class = weighing(backend.index_class)
    return backend
