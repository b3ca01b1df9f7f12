"""The card that networks show with a link: drawn by a task, kept beside the page, and gone with it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image
from wagtail.models import PageViewRestriction

from core import card_drawing
from core.cards import make_card, without_card
from core.models import SocialCard
from core.tasks import CARDS_A_TASK, make_missing_social_cards
from tests.core.test_images import replace_file
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ContentPageFactory,
    ImageFactory,
    LandingPageFactory,
    TopicFactory,
)
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def card_of(page) -> SocialCard | None:
    return SocialCard.objects.filter(page=page.pk).first()


def meta(client, page) -> dict[str, str]:
    html = client.get(page.get_url()).content.decode()
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html))


# From publishing to the reader


def test_an_article_that_is_published_is_shared_with_a_card(client, run_jobs):
    article = ArticleFactory(title='Ask "twice" & wait')
    article.save_revision().publish()
    assert "og:image" not in meta(client, article)
    run_jobs()
    found = meta(client, article)
    card = card_of(article)
    assert found["og:image"] == found["twitter:image"] == f"http://localhost/media/cards/{card.version}.jpg"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == found["twitter:image:alt"] == "Ask &quot;twice&quot; &amp; wait"
    assert found["twitter:card"] == "summary_large_image"
    response = client.get(card.file.url)
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    assert Image.open(BytesIO(b"".join(response.streaming_content))).size == (1200, 630)


@pytest.mark.parametrize(
    "factory", [ArticleFactory, AuthorFactory, LandingPageFactory, ContentPageFactory, GuidebookPageFactory]
)
def test_every_kind_of_page_has_one(client, factory):
    page = factory()
    make_card(page.pk)
    assert "/media/cards/" in meta(client, page)["og:image"]


def test_the_front_page_has_one_too(client, home_page):
    home_page.heading = "Ten quiet minutes"
    home_page.save_revision().publish()
    make_card(home_page.pk)
    assert "/media/cards/" in meta(client, home_page)["og:image"]


def test_a_chosen_picture_comes_first_and_needs_no_card(client):
    article = ArticleFactory()
    make_card(article.pk)
    article.social_image = ImageFactory(description="A harbour")
    article.save_revision().publish()
    found = meta(client, article)
    assert found["og:image"] == f"http://localhost{article.social_image.file.url}"
    assert found["og:image:width"] == "60"
    make_card(article.pk)
    assert card_of(article) is None


def test_until_there_is_a_card_the_pages_own_picture_is_shown(client, site_settings):
    site_settings.social_image = ImageFactory()
    site_settings.save()
    own = ImageFactory()
    article = ArticleFactory(hero_image=own)
    assert meta(client, article)["og:image"] == f"http://localhost{own.file.url}"
    assert meta(client, ArticleFactory())["og:image"] == f"http://localhost{site_settings.social_image.file.url}"


def test_a_preview_of_a_page_that_was_never_saved_has_none():
    from articles.models import ArticlePage

    assert ArticlePage(title="New").shared_picture("http://localhost/") is None


def test_a_card_costs_a_page_no_query(client, django_assert_num_queries):
    article = ArticleFactory()
    from home.routing import specific

    make_card(article.pk)
    page = specific(article)
    with django_assert_num_queries(0):
        assert page.shared_picture("http://localhost/").url.endswith(".jpg")


def test_one_beside_it_that_has_none_costs_no_query_either(django_assert_num_queries):
    from home.routing import specific

    page = specific(ArticleFactory())
    with django_assert_num_queries(0):
        assert page.shared_picture("http://localhost/") is None


# When the words change


def test_other_words_have_another_address_and_the_old_file_goes(on_commit):
    article = ArticleFactory()
    make_card(article.pk)
    before = card_of(article).file.name
    article.title = "Other words"
    article.save()
    with on_commit():
        assert make_card(article.pk) is True
    after = card_of(article).file.name
    assert after != before
    assert default_storage.exists(after)
    assert not default_storage.exists(before)


def test_the_same_words_are_drawn_once():
    article = ArticleFactory()
    assert [make_card(article.pk) for _ in range(3)] == [True, False, False]


def test_what_is_not_on_the_card_changes_nothing():
    article = ArticleFactory()
    make_card(article.pk)
    article.standfirst = "Other words."
    article.save()
    assert make_card(article.pk) is False


def test_two_pages_of_the_same_words_have_a_card_each(on_commit):
    one, other = ContentPageFactory(title="About"), ContentPageFactory(title="About", slug="about-2")
    make_card(one.pk)
    make_card(other.pk)
    with on_commit():
        one.delete()
    assert default_storage.exists(card_of(other).file.name)


def test_an_author_with_another_name_stands_on_all_cards(run_jobs):
    author = AuthorFactory(title="Ann Berg")
    own, other = ArticleFactory(parent=author), ArticleFactory(authors=[author])
    run_jobs()
    for article in (own, other):
        make_card(article.pk)
    before = [card_of(article).version for article in (own, other)]
    author.title = "Ann Berg-Cole"
    author.save_revision().publish()
    run_jobs()
    after = [card_of(article).version for article in (own, other)]
    assert set(before).isdisjoint(after)


def test_a_topic_with_another_name_stands_on_its_articles_cards(run_jobs, on_commit):
    topic = TopicFactory(name="Decisions")
    article = ArticleFactory(topics=[topic])
    make_card(article.pk)
    before = card_of(article).version
    topic.name = "Choices"
    with on_commit():
        topic.save()
    run_jobs()
    assert card_of(article).version != before


def test_a_picture_with_another_file_stands_on_the_card(run_jobs):
    image = ImageFactory(width=600, height=400)
    article = ArticleFactory(hero_image=image)
    article.save_revision().publish()
    run_jobs()
    before = card_of(article).version
    image.refresh_from_db()
    replace_file(image)
    run_jobs()
    assert card_of(article).version != before


def test_an_earlier_revision_that_is_published_again_has_its_card(client, run_jobs):
    article = ArticleFactory(title="First")
    first = article.save_revision()
    article.title = "Second"
    article.save_revision().publish()
    run_jobs()
    first.publish()
    run_jobs()
    assert default_storage.exists(card_of(article).file.name)
    assert meta(client, article)["og:image"].endswith(card_of(article).file.name)


def test_a_site_with_another_name_stands_on_all_cards_after_the_command(site_settings, capsys):
    article = ArticleFactory()
    call_command("make_social_cards")
    before = card_of(article).version
    site_settings.name = "Another Island"
    site_settings.save()
    call_command("make_social_cards")
    assert card_of(article).version != before
    call_command("make_social_cards")
    assert capsys.readouterr().out.splitlines()[-1] == "Drawn: 0"


# When the page goes


def test_a_page_that_is_deleted_takes_its_file_with_it(on_commit):
    author = AuthorFactory()
    article = ArticleFactory(parent=author)
    make_card(article.pk)
    name = card_of(article).file.name
    with on_commit():
        author.delete()
    assert card_of(article) is None
    assert not default_storage.exists(name)


def test_a_page_that_is_withdrawn_takes_its_file_with_it(on_commit):
    article = ArticleFactory()
    make_card(article.pk)
    name = card_of(article).file.name
    with on_commit():
        article.unpublish()
    assert card_of(article) is None
    assert not default_storage.exists(name)


@pytest.mark.parametrize("restricted", ["article", "author"])
def test_what_not_everybody_may_read_has_none_until_they_may(restricted, run_jobs):
    article = ArticleFactory()
    page = article if restricted == "article" else article.get_parent()
    make_card(article.pk)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    run_jobs()
    assert card_of(article) is None
    restriction.delete()
    run_jobs()
    assert card_of(article)


def test_a_page_that_is_moved_behind_a_password_has_none(run_jobs):
    article, behind = ArticleFactory(), AuthorFactory()
    PageViewRestriction.objects.create(page=behind, restriction_type="password", password="x")
    make_card(article.pk)
    article.move(behind, pos="last-child")
    run_jobs()
    assert card_of(article) is None


def test_a_draft_and_a_page_that_is_gone_have_none():
    assert make_card(ArticleFactory(live=False).pk) is False
    assert make_card(10**9) is False
    assert not SocialCard.objects.exists()


def test_a_page_that_goes_while_its_card_is_drawn_leaves_nothing(monkeypatch):
    article = ArticleFactory()

    def drawn(text, name):
        article.delete()
        return b"card"

    monkeypatch.setattr("core.cards.draw", drawn)
    make_card(article.pk)
    assert not SocialCard.objects.exists()


# What cannot be drawn


def test_one_that_fails_stops_no_other(monkeypatch, run_jobs):
    from core.tasks import queue_social_cards

    one, other = ContentPageFactory(title="Bad"), ContentPageFactory(title="Good")
    well = card_drawing.draw
    monkeypatch.setattr("core.cards.draw", lambda text, name: well(text, name) if text.title == "Good" else 1 / 0)
    queue_social_cards([one.pk, other.pk])
    (result,) = run_jobs(expect_failures=True)
    assert f"The card of page {one.pk}." in result.traceback
    assert card_of(other)


# Of a script that takes more than letters, which no machine's fonts make up for.


def test_words_in_letters_that_the_fonts_lack_leave_a_page_its_own_picture_and_are_not_tried_again(client):
    own = ImageFactory()
    article = ArticleFactory(title="שלום", slug="x", hero_image=own)
    make_card(article.pk)
    assert card_of(article).file.name == ""
    assert meta(client, article)["og:image"] == f"http://localhost{own.file.url}"
    assert article.pk not in without_card(10)


def test_without_a_picture_they_have_a_card_that_says_whose_it_is(client):
    article = ArticleFactory(title="שלום", slug="x")
    make_card(article.pk)
    assert meta(client, article)["og:image"].endswith(card_of(article).file.name)


def test_a_new_font_has_the_card_drawn_anew(monkeypatch):
    article = ArticleFactory(title="שלום", slug="x")
    make_card(article.pk)
    monkeypatch.setattr("core.cards.writable", str)
    assert make_card(article.pk) is True


# For pages that were published while nobody listened


def test_what_came_in_bulk_gets_its_cards_little_by_little(run_jobs):
    articles = [ArticleFactory() for _ in range(3)]
    ArticleFactory(live=False)
    chosen = ArticleFactory(social_image=ImageFactory())
    make_missing_social_cards()
    run_jobs()
    assert all(card_of(article) for article in articles)
    assert card_of(chosen) is None
    assert without_card(10) == []


def test_the_newest_come_first_and_only_some_at_a_time():
    pages = [ContentPageFactory().pk for _ in range(4)]
    assert without_card(2) == [pages[3], pages[2]]
    assert CARDS_A_TASK * timedelta(seconds=1) < timedelta(minutes=5)
