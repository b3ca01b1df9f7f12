"""A like without an account: once a browser, without scripts, and not to be run up from one place."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles import likes
from articles.models import ArticlePage, Like, Reception
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return ArticleFactory()


def press(article, client=None, ip="203.0.113.7", browser="", agent="Firefox", **headers):
    client = client or Client()
    return client.post(
        f"/readers/like/{article.pk}/", {"browser": browser}, REMOTE_ADDR=ip, headers={"user-agent": agent, **headers}
    )


def number(article) -> int:
    return ArticlePage.objects.get(pk=article.pk).likes


def page(client, article) -> BeautifulSoup:
    return BeautifulSoup(client.get(article.url).content, "html.parser")


def test_without_scripts_a_press_counts_and_leads_back(client, article):
    form = page(client, article).select_one("form#article--likes")
    answer = client.post(form["action"])
    assert (answer.status_code, answer["Location"]) == (303, f"{article.url}#article--likes")
    assert "1 reader likes this" in page(client, article).select_one("#article--likes").get_text()


def test_two_presses_are_one_like(article):
    for _ in range(2):
        press(article)
    assert number(article) == 1


def test_two_browsers_at_one_place_are_two(article):
    press(article, agent="Firefox")
    press(article, agent="Safari")
    press(article, browser=str(uuid4()))
    assert number(article) == 3


def test_a_browser_that_has_a_word_counts_once_wherever_it_is(article):
    word = str(uuid4())
    for ip in ("203.0.113.7", "198.51.100.1", "2001:db8::1"):
        press(article, ip=ip, browser=word)
    assert number(article) == 1


@pytest.mark.parametrize("ip", ["203.0.113.7", "127.0.0.1"])
def test_a_script_at_one_place_runs_nothing_up(article, ip):
    for turn in range(100):
        assert press(article, ip=ip, browser=str(uuid4()), agent=f"Script {turn}").status_code == 303
    assert number(article) == likes.MOST_FROM_ONE_CONNECTION


def test_a_whole_network_of_one_reader_is_one_place(article):
    for turn in range(30):
        press(article, ip=f"2001:db8:1:2::{turn:x}", browser=str(uuid4()))
    assert number(article) == likes.MOST_FROM_ONE_CONNECTION


def test_an_address_that_somebody_claims_is_not_believed(article):
    for turn in range(30):
        press(article, browser=str(uuid4()), **{"x-forwarded-for": f"198.51.100.{turn}"})
    assert number(article) == likes.MOST_FROM_ONE_CONNECTION


def test_a_script_in_the_page_gets_the_number_in_words(article):
    answer = press(article, accept="application/json")
    assert answer.json() == {"likes": 1, "words": "1 reader likes this"}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_at_zero_nothing_is_said(client, article):
    html = page(client, article)
    assert html.select_one("[data-like-count]").get_text(strip=True) == ""
    assert "likes" not in html.select_one(".article-header").get_text()


def test_the_head_of_the_article_and_its_data_say_how_many(client, article):
    press(article)
    press(article, agent="Safari")
    assert (
        page(client, article).select_one(".article-header [href='#article--likes']").get_text(strip=True) == "2 likes"
    )
    data = json.loads(page(client, article).select_one("[type='application/ld+json']").string)
    counters = [counter for item in data["@graph"] for counter in item.get("interactionStatistic", [])]
    assert [(counter["interactionType"], counter["userInteractionCount"]) for counter in counters] == [
        ("https://schema.org/LikeAction", 2)
    ]


def test_an_earlier_revision_that_is_published_again_keeps_the_likes(article):
    earlier = article.save_revision()
    press(article)
    article.title = "Another title"
    article.save_revision().publish()
    earlier.publish()
    assert number(article) == 1


def test_a_copy_begins_at_zero(article):
    press(article)
    assert article.copy(update_attrs={"slug": "copy"}).likes == 0


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_nothing_but_a_press_changes_anything(client, article, method):
    assert getattr(client, method)(f"/readers/like/{article.pk}/").status_code == 405
    assert number(article) == 0


def test_a_press_on_another_site_is_refused(article):
    client = Client(enforce_csrf_checks=True)
    assert press(article, client, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert press(article, client, **{"sec-fetch-site": "same-origin"}).status_code == 303
    assert number(article) == 1


def test_what_nobody_may_read_nobody_likes(client, article):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert press(article).status_code == 404
    PageViewRestriction.objects.all().delete()
    article.unpublish()
    assert press(article).status_code == 404
    assert press(ArticlePage(pk=10**9)).status_code == 404
    assert [client.post(f"/readers/like/{pk}/").status_code for pk in (0, 2**63, 10**30)] == [404] * 3
    assert not Like.objects.exists()


@pytest.mark.parametrize("browser", ["\x00", "x" * 10_000, "null", "{}", "5421FB9C-619A-4E32-99CC-E356BA0722AE"])
def test_whatever_a_browser_calls_itself_is_a_like(article, browser):
    assert press(article, browser=browser).status_code == 303
    assert number(article) == 1


def test_who_it_was_is_not_kept_and_nothing_joins_two_likes(article):
    other, word = ArticleFactory(), str(uuid4())
    press(article, browser=word)
    press(other, browser=word)
    one, two = Like.objects.order_by("pk")
    assert {one.browser, one.connection}.isdisjoint({two.browser, two.connection})
    assert "203.0.113.7" not in f"{one.browser} {one.connection}"


def test_after_a_while_only_the_number_is_left(article, run_jobs):
    press(article)
    Like.objects.update(created_at=timezone.now() - timedelta(days=29))
    assert likes.forget_old_likes() == 0
    Like.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert likes.forget_old_likes() == 1
    assert number(article) == Reception.objects.get().likes == 1
