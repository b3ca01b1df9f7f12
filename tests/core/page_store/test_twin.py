"""After every edit, the stored pages are those that a site without a store would render."""

import os
from collections import Counter
from random import Random

import pytest
from django.core.cache import cache
from django.test import Client

from core.page_store.wsgi import PageStore
from tests.core.page_store.conftest import HIT, ask
from tests.core.page_store.edits_of_rows import KINDS, Editor, addresses
from tests.core.page_store.furnishing import furnish
from tests.core.page_store.volatile import steady

pytestmark = pytest.mark.django_db
SAMPLE = 12  # Addresses after each edit.
SEED = int(os.environ.get("TWIN_SEED", "1"))


@pytest.fixture
def furnished(db) -> None:
    furnish()


def fresh(path: str) -> tuple[int, bytes]:
    """What the twin says, which remembers nothing."""
    cache.clear()
    answer = Client(headers={"host": "localhost"}).get(path)
    return answer.status_code, steady(answer.content)


class Twins:
    """A store, and beside it what would be rendered without."""

    def __init__(self, site: PageStore) -> None:
        self.site = site
        self.known: dict[str, tuple[int, bytes]] = {}
        self.random = Random(SEED)
        self.counts: Counter[str] = Counter()

    def look(self) -> None:
        for path in addresses():
            if path not in self.known:
                ask(self.site, path)
                self.known[path] = fresh(path)

    def compare(self, what: str) -> None:
        """Looks at some of all addresses that were ever asked for: those that are gone must be gone here too."""
        for path in self.random.sample(sorted(self.known), SAMPLE):
            before, answer, now = self.known[path], ask(self.site, path), fresh(path)
            assert (answer.status, steady(answer.body)) == now, f"{path} is stale after {what}"
            self.counts["entries"] += 1
            if answer.cache != HIT and before[0] == 200:
                self.counts["cleared"] += 1
                self.counts["needlessly"] += before == now
            self.known[path] = now


def test_edits_of_every_kind_leave_nothing_stale(site, furnished):
    """In another order with `TWIN_SEED`; `test_three_processes` makes a thousand of them."""
    twins, editor = Twins(site), Editor(SEED)
    for kind in editor.random.sample(sorted(KINDS), len(KINDS)):
        twins.look()
        twins.compare(editor.make(kind))
    assert twins.counts["cleared"] < twins.counts["entries"] * 0.8  # Some edits are in the frame of every page.
