"""Writes the indexes of a page once, where making it saves it several times."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page, ReferenceIndex
from wagtail.search import index
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def indexed_at_the_end(model: type[Page], made: list[Page]) -> Iterator[None]:
    """Leaves pages of that type out of both indexes for a while; then takes in those that stand in `made`.

    It holds for the whole process, so it is for commands and the worker, which do one thing at a time.
    """
    was_connected = post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        if was_connected:
            post_save.connect(post_save_signal_handler, sender=model)
    for page in made:
        index.insert_or_update_object(page)
        ReferenceIndex.create_or_update_for_object(page)
