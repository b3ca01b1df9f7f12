"""What may be read from a copy of the database that lags behind, and what never is."""

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from core.models import ScheduledJob
from core.replicas import Router, alias, may_lag
from tests.config.settings_process import read
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(settings, monkeypatch):
    """Which database each read was for; the copy is the same database under another name."""
    found: list[str] = []

    def note(router: Router, model: type, **hints: object) -> str:
        found.append(alias.get())
        return alias.get()

    connections["replica"] = connections["default"]
    monkeypatch.setitem(settings.DATABASES, "replica", settings.DATABASES["default"])
    monkeypatch.setattr(Router, "db_for_read", note)
    settings.DATABASE_ROUTERS = ["core.replicas.Router"]
    yield found
    del connections["replica"]


def test_a_search_reads_from_the_copy(client, asked):
    ArticleFactory(title="The second meeting")
    asked.clear()
    assert "The second meeting" in client.get("/search/?q=meeting").content.decode()
    assert "replica" in asked


def test_pages_the_desk_and_whoever_is_signed_in_do_not(client, editor_client, asked):
    article = ArticleFactory()
    for answer in (client.get(article.url), editor_client.get("/search/?q=a"), editor_client.get("/admin/")):
        assert answer.status_code == 200
    assert set(asked) == {"default"}


def test_whoever_writes_reads_what_was_written(asked):
    @may_lag
    def view(request):
        before = alias.get()
        ScheduledJob.objects.update_or_create(name="tide", defaults={"next_run_at": timezone.now()})
        return HttpResponse(f"{before} {ScheduledJob.objects.filter(name='tide').count()} {alias.get()}")

    assert view(RequestFactory().get("/")).content == b"replica 1 default"
    assert view(RequestFactory().post("/")).content.startswith(b"default")
    assert alias.get() == "default"


def test_while_the_copy_is_away_the_database_answers(asked):
    @may_lag
    def view(request):
        if alias.get() == "replica":
            raise OperationalError
        return HttpResponse(alias.get())

    assert view(RequestFactory().get("/")).content == b"default"


def test_without_an_address_there_is_no_copy_and_no_router(tmp_path):
    names = ["DATABASES", "DATABASE_ROUTERS"]
    without = read("config.settings.base", names, tmp_path)
    assert (set(without["DATABASES"]), without["DATABASE_ROUTERS"]) == ({"default"}, [])
    values = read("config.settings.base", names, tmp_path, DATABASE_REPLICA_URL="postgres://reader@copy.example/island")
    assert values["DATABASES"]["replica"]["HOST"] == "copy.example"
    assert values["DATABASE_ROUTERS"] == ["core.replicas.Router"]
