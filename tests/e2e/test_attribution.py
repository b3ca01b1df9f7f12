"""A reader arrives by a campaign, reads on, and signs up: the form tells by which way, and nothing else does."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Request

from newsletter.attribution import read, source_of
from tests.e2e.browsing import Visit, run_script, wait_until
from tests.factories import ArticleFactory, AuthorFactory
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.e2e

CAMPAIGN = "?utm_source=LinkedIn&utm_medium=social&utm_campaign=autumn"


@pytest.fixture
def articles(island: str) -> list[Any]:
    author = AuthorFactory(slug="ann")
    return [ArticleFactory(parent=author, slug=slug) for slug in ("first", "second")]


def land(reader: Visit, path: str, **options: str) -> None:
    """Opens a page, and waits until it has noted how the reader came."""
    reader.page.goto(path, **options)
    run_script(reader.page, "attribution")


def sign_up(reader: Visit) -> dict[str, str]:
    """Sends the newsletter's form of this page; what was sent."""
    posts: list[Request] = []
    reader.page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    form = reader.page.locator(".band--sign-up")
    form.get_by_label("E-mail address").fill("ann@example.com")
    form.get_by_role("checkbox").check()
    form.get_by_role("button").click()
    reader.page.get_by_role("heading", name="One more press").wait_for()
    (post,) = posts
    return {name: values[0] for name, values in parse_qs(post.post_data or "").items()}


def test_a_form_tells_of_the_first_and_the_last_arrival(reader, articles):
    first, second = articles
    land(reader, first.url + CAMPAIGN)
    land(reader, second.url)
    land(reader, second.url + "?utm_source=mail", referer="https://news.example.com/today?secret=1")
    reader.page.reload()
    run_script(reader.page, "attribution")
    came, last = read(sign_up(reader))
    assert came == {
        "utm_source": "LinkedIn",
        "utm_medium": "social",
        "utm_campaign": "autumn",
        "landing_page": first.url,
        "article": first.url,
    }
    assert source_of(came) == "linkedin"
    assert last == {
        "utm_source": "mail",
        "referrer": "news.example.com",
        "landing_page": second.url,
        "article": second.url,
    }


def test_reading_on_keeps_the_arrival_and_notes_the_last_article(reader, articles):
    first, second = articles
    land(reader, "/articles/" + CAMPAIGN)
    reader.page.locator(f"main a[href='{first.url}']").first.click()
    reader.page.wait_for_url(f"**{first.url}")
    run_script(reader.page, "attribution")
    land(reader, second.url)
    came, last = read(sign_up(reader))
    assert (came["landing_page"], came["article"]) == ("/articles/", first.url)
    assert (last["utm_campaign"], last["landing_page"], last["article"]) == ("autumn", "/articles/", second.url)


def test_nothing_is_kept_beyond_the_tab_and_nothing_sent_before_the_form(reader, articles):
    land(reader, articles[0].url + CAMPAIGN)
    land(reader, articles[1].url)
    reader.page.wait_for_load_state("networkidle")
    assert reader.context.cookies() == []
    assert reader.page.evaluate("Object.keys(localStorage)") == []
    assert reader.page.evaluate("Object.keys(sessionStorage)") == ["touches"]
    assert reader.foreign_requests == []
    assert not [url for url in reader.requests if "touch" in url]


def test_the_secret_of_a_mailed_link_is_not_kept(reader, articles):
    reader.open("/newsletter/confirm/secret-token/")
    wait_until("sessionStorage.touches", reader.page)
    assert "secret" not in reader.page.evaluate("sessionStorage.touches")


def test_without_script_the_page_tells_what_it_can(open_browser: Callable[..., Visit], articles):
    GuidebookPageFactory()
    reader = open_browser(java_script_enabled=False)
    reader.open(articles[0].url + CAMPAIGN)
    posts: list[Request] = []
    reader.page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    sent = sign_up(reader)
    assert "first_touch" not in sent
    came, last = read(sent, posts[0].headers["referer"])
    assert came == last
    assert (last["utm_source"], last["landing_page"]) == ("LinkedIn", articles[0].url)
