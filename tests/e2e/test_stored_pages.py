"""Readers who are shown a stored page use it as any other: its forms work, and their campaigns arrive."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from articles.models import Comment, Reception
from core.page_store import clearing, log
from core.page_store.setup import parameters
from core.page_store.store import Store
from core.page_store.wsgi import PageStore
from newsletter.models import Person
from newsletter.models.suspects import Suspect
from tests.e2e.browsing import Visit
from tests.factories import ArticleFactory

pytestmark = pytest.mark.e2e
HIT = "leadersisland; hit"


@pytest.fixture
def stored(island: str, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[None]:
    """The test server with the page store in front of it, as `config.wsgi` puts it."""
    settings.PAGE_STORE = True
    monkeypatch.setattr(log, "FRESH", -1)
    store = Store(tmp_path / "pages", "tests", in_background=False)
    monkeypatch.setattr(clearing, "own_store", lambda: store)
    server = live_server.thread.httpd
    application = server.get_app()
    server.set_app(PageStore(application, store, parameters()))
    yield
    server.set_app(application)


@pytest.fixture
def article(stored: None) -> Any:
    return ArticleFactory(title="The second meeting")


def sign_up(reader: Visit, address: str) -> None:
    form = reader.page.locator(".band--sign-up")
    form.get_by_label("E-mail address").fill(address)
    form.get_by_role("checkbox").check()
    form.get_by_role("button").click()
    expect(reader.page.get_by_role("heading", name="One more press")).to_be_visible()


def test_a_form_on_a_stored_page_is_everybodys(open_browser, article, island):
    """The same copy, behind one connection, more often than a copy of a form may be used without scripts."""
    open_browser().open(article.url)
    for number in range(7):
        reader = open_browser()
        reader.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": island}])
        answer = reader.open(f"{article.url}?utm_source=mail-{number}")
        assert answer.headers["cache-status"] == HIT
        sign_up(reader, f"reader-{number}@example.com")
    assert Person.objects.count() == 7
    assert not Suspect.objects.exists()
    assert {person.first_touch["utm_source"] for person in Person.objects.all()} == {f"mail-{n}" for n in range(7)}


def test_a_form_works_without_scripts(open_browser, article):
    open_browser().open(article.url)
    reader = open_browser(java_script_enabled=False)
    assert reader.open(article.url).headers["cache-status"] == HIT
    form = reader.page.locator(".band--sign-up")
    form.get_by_label("E-mail address").fill("ann@example.com")
    form.get_by_role("checkbox").check()
    form.get_by_role("button").click()
    expect(reader.page.get_by_role("heading", level=1)).to_contain_text("One more press")
    assert Person.objects.get().email == "ann@example.com"


def test_a_like_and_a_comment_from_a_stored_page(open_browser, article):
    open_browser().open(article.url)
    reader = open_browser()
    assert reader.open(article.url).headers["cache-status"] == HIT
    reader.page.get_by_role("button", name="Like").click()
    expect(reader.page.get_by_text("1 reader likes this")).to_be_visible()
    assert Reception.objects.get().likes == 1
    assert "1 reader likes this" in open_browser().open(article.url).text()
    assert reader.open(article.url).headers["cache-status"] == HIT
    reader.page.get_by_text("Write a comment").click()
    form = reader.page.locator(".comment-form")
    form.get_by_label("Name").fill("Ann")
    form.get_by_label("E-mail").fill("ann@example.com")
    form.get_by_label("Comment", exact=True).fill("Quite so.")
    form.get_by_role("button").click()
    expect(reader.page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert Comment.objects.get().text == "Quite so."


def test_who_edits_is_shown_the_page_as_it_is(desk, open_browser, article, admin):
    reader, editor = open_browser(), desk(admin).visit
    reader.open(article.url)
    answer = editor.open(article.url)
    assert "cache-status" not in answer.headers
    assert "wagtail-userbar" in answer.text()
    article.title = "The third meeting"
    article.save_revision().publish()
    for visit in (reader, editor):
        visit.open(article.url)
        visit.expect_heading("The third meeting")
    answer = open_browser().open(article.url)
    assert answer.headers["cache-status"] == HIT
    assert "wagtail-userbar" not in answer.text()
