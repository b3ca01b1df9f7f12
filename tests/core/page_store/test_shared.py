"""Several machines that share their pages by Redis."""

from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from redis import Redis

from core.page_store.clearing import clear
from core.page_store.log import Log
from core.page_store.setup import parameters
from core.page_store.shared import Shared
from core.page_store.store import Store
from core.page_store.tags import EVERYTHING
from core.page_store.wsgi import PageStore
from tests.core.page_store.conftest import HIT, STORED, ask
from tests.core.page_store.test_files import entry, public

pytestmark = pytest.mark.django_db
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def redis_url(settings):
    """Tests run without Redis first, and with it where it answers."""
    if not django_settings.REDIS_URL:
        pytest.skip("REDIS_URL is not set.")
    yield django_settings.REDIS_URL
    redis = Redis.from_url(django_settings.REDIS_URL)
    for key in redis.scan_iter("pages:tests-*"):
        redis.delete(key)


@pytest.fixture
def machine(tmp_path):
    """Makes a machine: a folder of its own, and the same Redis."""
    from django.core.handlers.wsgi import WSGIHandler

    version = f"tests-{uuid4().hex}"

    def make(redis_url: str) -> PageStore:
        store = Store(tmp_path / uuid4().hex, version, redis_url, in_background=False)
        return PageStore(WSGIHandler(), store, parameters())

    return make


def test_what_one_machine_has_rendered_the_others_have(machine, redis_url):
    here, there = machine(redis_url), machine(redis_url)
    first, second = ask(here, "/"), ask(there, "/")
    assert (first.cache, second.cache) == (STORED, HIT)
    assert second.body == first.body
    assert "http/localhost/index.html" in public(there.store.files)  # For its own nginx.


def test_a_change_is_heard_on_every_machine(machine, redis_url):
    here, there = machine(redis_url), machine(redis_url)
    for each in (here, there):
        ask(each, "/")
    clear(EVERYTHING)
    assert [ask(each, "/").cache for each in (there, here)] == [STORED, HIT]
    assert public(here.store.files)


def test_one_machine_renders_and_the_other_waits(redis_url):
    shared, other = Shared(redis_url, "tests-lock"), Shared(redis_url, "tests-lock")
    key = entry().key
    with shared.lock(key, 1) as held:
        assert held
        with other.lock(key, 0.1) as also_held:
            assert not also_held
    with other.lock(key, 1) as held:
        assert held


def test_a_redis_that_is_away_costs_nothing_but_sharing(machine, caplog):
    site = machine(NOBODY)
    assert [ask(site, "/").cache for _ in range(2)] == [STORED, HIT]
    assert "not shared" in caplog.text


def test_what_others_have_put_there_is_not_believed(redis_url, tmp_path):
    shared = Shared(redis_url, "tests-foreign")
    stored = entry()
    shared.redis.set(f"{shared.space}:{stored.key.name}", b"\x00\x00\x00\x02{}")
    assert shared.get(stored.key) is None
    shared.put(stored)
    assert shared.get(stored.key) == stored
    log = Log(tmp_path, lambda clearings: None, in_background=False)
    assert not log.has_cleared(stored)
