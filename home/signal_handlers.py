"""What the front of the house does when something happens; connected in `apps.py`."""

from typing import Any

from wagtail.models import Page, ReferenceIndex

from core.content_health.scanning import read_again
from home.models import SavedSection, SearchEntry
from home.search_index import write_missing
from home.tasks import index_pages, index_pages_below


def find_again_where_it_stands(
    sender: type[Page], instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """What is moved may stand below a page that is closed now: until it is indexed again, no search finds it."""
    if parent_page_before.pk != parent_page_after.pk:
        moved = Page.objects.get(pk=instance.pk)
        SearchEntry.objects.filter(page__path__startswith=moved.path).delete()
        write_missing(Page.objects.filter(pk=moved.pk))
        if moved.numchild:
            index_pages_below.enqueue(moved.path)


def find_again_what_shows_it(sender: type[SavedSection], instance: SavedSection, **kwargs: Any) -> None:
    """Pages are found by the words of the saved sections on them, and their links are to be read again."""
    pages = ReferenceIndex.get_references_to(instance).values_list("object_id", flat=True).distinct()
    if pages:
        keys = [int(key) for key in pages]
        index_pages.enqueue(keys)
        read_again(keys)
