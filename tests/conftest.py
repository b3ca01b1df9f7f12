"""One site, one tree, a client for each role; and no test reaches beyond this machine."""

import gc
import ipaddress
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django.plugin import blocking_manager_key

from tests import database

HERE = {"localhost", "testserver", ""}
BEGINNING = pytest.StashKey[database.Copy]()


def pytest_configure(config: pytest.Config) -> None:
    """Lets no test, nor anything that is imported for one, open a connection to another machine."""
    refuse_other_machines()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been loaded for the whole suite never goes: the collector need not look at it over and over."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """A run leaves nothing behind: each process has its own folder, made by the test settings."""
    shutil.rmtree(django_settings.DATA_DIR, ignore_errors=True)


def refuse_other_machines() -> None:
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(self, address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_unless_here(host)
        return getaddrinfo(host, *args, **kwargs)

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            refuse_unless_here(address[0])

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_getaddrinfo


def refuse_unless_here(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in HERE:
        return
    try:
        if ipaddress.ip_address(name).is_loopback:
            return
    except ValueError:
        pass
    raise RuntimeError(f"A test tried to reach {name}.")


@pytest.fixture(scope="session")
def kept_database(request: pytest.FixtureRequest) -> Path | None:
    return database.kept_database(request.config.cache.mkdir("databases")) if database.is_sqlite() else None


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest, kept_database: Path | None, django_db_modify_db_settings: None
) -> bool:
    """Whether the database is there already; `--create-db` makes it anew."""
    if kept_database and not request.config.getoption("create_db") and database.take(kept_database):
        return True
    return request.config.getoption("reuse_db")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_keepdb: bool,
    django_db_blocker: Any,
    kept_database: Path | None,
) -> None:
    if kept_database and not django_db_keepdb:
        with django_db_blocker.unblock():
            database.keep(kept_database)
    if any(empties_the_database(item) for item in request.session.items):
        with django_db_blocker.unblock():
            request.config.stash[BEGINNING] = database.Copy()


def empties_the_database(item: pytest.Item) -> bool:
    """Whether it commits, so that Django empties all tables after it; some tests fill them again by themselves."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or bool({"transactional_db", "live_server"} & fixtures)
    return commits and "django_db_serialized_rollback" not in fixtures


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Puts back what a test has emptied, so that tests may run in any order, as they do when several run at once."""
    yield
    if nextitem and empties_the_database(item) and BEGINNING in item.config.stash:
        with item.config.stash[blocking_manager_key].unblock():
            item.config.stash[BEGINNING].put_back()


@pytest.fixture(autouse=True)
def own_cache(settings: Any) -> None:
    """What one test leaves in the cache, no other finds; not even one that runs beside it on the same Redis."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid4().hex}"}}


# The tree that the migrations make


@pytest.fixture
def home_page(db: None) -> Any:
    from home.models import HomePage

    return HomePage.objects.get(locale__language_code="en-gb")


@pytest.fixture
def article_index(db: None) -> Any:
    from articles.models import ArticleIndexPage

    return ArticleIndexPage.objects.get(locale__language_code="en-gb")


@pytest.fixture
def guidebook_index(db: None) -> Any:
    from newsletter.models import GuidebookIndexPage

    return GuidebookIndexPage.objects.get(locale__language_code="en-gb")


@pytest.fixture
def site_settings(db: None) -> Any:
    from wagtail.models import Site

    from core.models import SiteSettings

    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


# The people


@pytest.fixture
def client() -> Client:
    """A reader, at the address of the default site."""
    return new_client()


def new_client() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def admin(db: None) -> Any:
    from tests.factories import UserFactory

    return UserFactory(username="admin", is_superuser=True)


@pytest.fixture
def member_of(db: None) -> Callable[[str], Any]:
    """Makes somebody who belongs to one of the groups that every site has."""
    from tests.factories import UserFactory

    def make(group: str) -> Any:
        user = UserFactory(username=f"{group.lower()}-{uuid4().hex[:6]}")
        user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def editor(member_of: Callable[[str], Any]) -> Any:
    return member_of("Editors")


@pytest.fixture
def moderator(member_of: Callable[[str], Any]) -> Any:
    return member_of("Moderators")


@pytest.fixture
def marketer(member_of: Callable[[str], Any]) -> Any:
    return member_of("Marketing")


@pytest.fixture
def admin_client(admin: Any) -> Client:
    return signed_in(admin)


@pytest.fixture
def editor_client(editor: Any) -> Client:
    return signed_in(editor)


@pytest.fixture
def moderator_client(moderator: Any) -> Client:
    return signed_in(moderator)


@pytest.fixture
def marketing_client(marketer: Any) -> Client:
    return signed_in(marketer)


def signed_in(user: Any) -> Client:
    client = new_client()
    client.force_login(user)
    return client


# Time, and the worker


@pytest.fixture
def later(time_machine: Any) -> Any:
    """Lets time pass: `later(hours=1)`."""

    def pass_time(**kwargs: float) -> None:
        time_machine.move_to(datetime.now(UTC) + timedelta(**kwargs))

    return pass_time


@pytest.fixture
def worker_within_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tasks the worker drops old connections, which would end the transaction that a test runs in."""
    for module in ("core.management.commands.run_worker", "django_tasks_db.management.commands.db_worker"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)


@pytest.fixture
def run_jobs(db: None, worker_within_the_test: None) -> Callable[..., list[DBTaskResult]]:
    """Works off the queues with the worker's own code; a task that fails fails the test, unless it is expected."""
    from core.drains import work_off
    from core.management.commands.run_worker import new_worker, waiting

    def run(expect_failures: bool = False) -> list[DBTaskResult]:
        while work_off(lambda: True):
            pass
        before = set(DBTaskResult.objects.finished().values_list("pk", flat=True))
        while waiting():
            new_worker("tests").run()
        done = list(DBTaskResult.objects.finished().exclude(pk__in=before))
        if not expect_failures:
            broken = [f"{result.task_path}: {result.traceback}" for result in done if result.status == "FAILED"]
            assert not broken, "\n".join(broken)
        return done

    return run
