"""The demo content: all that a newcomer should find, and never over somebody's own."""

import re
from collections import Counter
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from articles.models import ArticleIndexPage, ArticlePage, ArticleTemplate, AuthorPage, Comment, Series, Topic
from core.models import SiteImage, SiteSettings
from home.demo.loader import is_empty, was_offered
from home.models import ContentPage, HomePage, LandingPage
from newsletter.models import GuidebookFile, GuidebookIndexPage, GuidebookPage
from newsletter.popups import live_popups
from tests.factories import AuthorFactory, ContentPageFactory, LandingPageFactory, SeriesFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory


def load(*arguments: str) -> str:
    output = StringIO()
    call_command("load_demo", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """A site with the demo content: what is in it, and what its pages answer. Loaded once, for it takes a while."""
    with django_db_blocker.unblock(), transaction.atomic():
        output = load()
        found = SimpleNamespace(output=output, **contents())
        client = Client(headers={"host": "localhost"})
        urls = [page.get_url() for page in Page.objects.live().filter(depth__gt=1)]
        urls += [f"/articles/topics/{topic.slug}/" for topic in found.topics] + ["/articles/feed/", "/sitemap.xml"]
        urls += [f"/pl/artykuly/topics/{topic.slug}/" for topic in Topic.objects.filter(locale__language_code="pl")]
        for index, language in (("/articles", "en-gb"), ("/pl/artykuly", "pl")):
            series = Series.objects.filter(locale__language_code=language)
            urls += [f"{index}/series/{one.slug}/" for one in series]
            urls += [f"{index}/{listing}/" for listing in ("archive", "authors", "series", "topics")]
            written = ArticlePage.objects.live().filter(locale__language_code=language)
            months = {f"{article.published_at:%Y/%m}" for article in written}
            urls += sorted({f"{index}/archive/{when}/" for month in months for when in (month, month[:4])})
        urls += ["/saved/", "/pl/saved/"]
        found.answers = {url: client.get(url) for url in urls}
        found.answers = {url: (answer.status_code, answer.content.decode()) for url, answer in found.answers.items()}
        with pytest.raises(CommandError, match="not empty"):
            load()
        found.silence = load("--if-empty")
        found.after = counts()
        transaction.set_rollback(True)
    return found


def contents() -> dict:
    english = {"locale__language_code": "en-gb"}
    articles = (
        ArticlePage.objects.live()
        .filter(**english)
        .prefetch_related("article_authors__author", "topics")
        .order_by("published_at")
    )
    return {
        "articles": list(articles.select_related("hero_image", "series")),
        "words": {article.title: article.word_count for article in articles},
        "authors": list(AuthorPage.objects.live().filter(**english).select_related("portrait")),
        "topics": list(Topic.objects.filter(**english)),
        "series": list(Series.objects.filter(**english)),
        "templates": {
            language: list(ArticleTemplate.objects.filter(locale__language_code=language))
            for language in ("en-gb", "pl")
        },
        "landing_pages": list(LandingPage.objects.live().order_by("path")),
        "guidebooks": {
            page.locale.language_code: page
            for page in GuidebookPage.objects.live()
            .select_related("guidebook_file", "cover", "locale")
            .prefetch_related("form_fields")
        },
        "live_popups": Counter(popup.guidebook.locale.language_code for popup in live_popups()),
        "file": GuidebookFile.objects.get().file.open("rb").read(),
        "content_pages": list(ContentPage.objects.live()),
        "home": HomePage.objects.get(**english),
        "polish_words": {page.slug: page.word_count for page in ArticlePage.objects.live().exclude(**english)},
        "settings": SiteSettings.for_site(Site.objects.get()),
        "images": list(SiteImage.objects.all()),
        "addresses": list(Comment.objects.values_list("email", flat=True)),
        "comment_dates": list(Comment.objects.values_list("created_at", flat=True)),
        "problems": [problem for problem in Page.find_problems() if problem],
        "before": counts(),
    }


def counts() -> tuple[int, ...]:
    return Page.objects.count(), SiteImage.objects.count(), Topic.objects.count(), GuidebookFile.objects.count()


def kinds(page) -> set[str]:
    return {section["type"] for section in page.sections.raw_data}


# What is there


def test_there_are_articles_of_real_length_by_four_authors_in_five_topics(demo):
    assert len(demo.articles) >= 14
    assert len(demo.authors) == 4
    assert len(demo.topics) == 5
    assert {title: words for title, words in demo.words.items() if words < 600} == {}


def test_every_author_and_every_topic_has_articles(demo):
    written = Counter(author.pk for article in demo.articles for author in article.byline)
    assert all(written[author.pk] >= 2 for author in demo.authors)
    about = Counter(topic.pk for article in demo.articles for topic in article.topics.all())
    assert all(about[topic.pk] >= 2 for topic in demo.topics)


def test_every_article_is_whole(demo):
    for article in demo.articles:
        assert article.standfirst, article.title
        assert article.published_at, article.title
        assert article.topics.all(), article.title
        assert article.hero_image is None or article.hero_alt, article.title
    assert sum(article.hero_image is not None for article in demo.articles) >= len(demo.articles) / 2


def test_articles_have_dates_of_their_own_and_none_lies_ahead(demo):
    from django.utils import timezone

    dates = [article.published_at for article in demo.articles]
    assert len({date.date() for date in dates}) == len(dates)
    assert max(dates) <= timezone.now()


def test_there_is_a_series_of_three(demo):
    (series,) = demo.series
    parts = [article for article in demo.articles if article.series == series]
    assert sorted(part.series_position for part in parts) == [1, 2, 3]


def test_there_is_a_landing_page_with_many_kinds_of_section(demo):
    page, in_polish = demo.landing_pages
    assert (page.slug, in_polish.slug) == ("lead-better", "kieruj-lepiej")
    assert len(kinds(page)) == len(kinds(page) & kinds(in_polish)) >= 6


def test_there_is_a_guidebook_with_a_handsome_pdf(demo):
    from io import BytesIO

    from pypdf import PdfReader

    guidebook = demo.guidebooks["en-gb"]
    assert guidebook.slug == "10-principles-of-an-effective-manager"
    assert guidebook.title == "10 principles of an effective manager"
    assert guidebook.cover is not None
    reader = PdfReader(BytesIO(demo.file))
    assert len(reader.pages) >= 12
    assert len(reader.pages) == guidebook.guidebook_file.page_count
    assert len(reader.pages[4].extract_text()) > 200


def test_there_is_a_privacy_notice_and_it_is_linked(demo):
    assert demo.settings.privacy_page.slug == "privacy"
    assert "privacy" in {page.slug for page in demo.content_pages}
    assert 'href="/privacy/"' in demo.answers["/"][1]


def test_the_front_page_is_arranged(demo):
    assert {"lead_article", "latest_articles", "topics", "authors", "guidebook", "sign_up"} <= kinds(demo.home)


@pytest.mark.parametrize(
    ("english", "polish"),
    [("swiety-spokoj", "swiety-spokoj-w-zespole"), ("what-to-hand-over-first", "co-oddac-najpierw")],
)
def test_two_articles_are_to_be_read_in_polish_too(demo, english, polish):
    original, version = f"/articles/zofia-swiecicka/{english}/", f"/pl/artykuly/zofia-swiecicka/{polish}/"
    html = demo.answers[version][1]
    assert f'<a href="{original}" lang="en-gb" hreflang="en-gb"' in html
    assert f'<a href="{version}" lang="pl" hreflang="pl"' in demo.answers[original][1]
    assert re.search(r'href="/pl/artykuly/topics/[a-z-]+/"', html)
    assert 'href="/pl/artykuly/zofia-swiecicka/" rel="author"' in html
    assert demo.polish_words[polish] >= 600


def test_an_article_can_begin_with_templates_in_both_languages(demo):
    english, polish = demo.templates["en-gb"], demo.templates["pl"]
    assert [str(template) for template in english] == ["Interview", "List of principles", "Short note"]
    assert [str(template) for template in polish] == ["Krótka notatka", "Lista zasad", "Wywiad"]
    assert {template.translation_key for template in english} == {template.translation_key for template in polish}
    for template in english + polish:
        template.body.stream_block.clean(template.body)
        assert template.purpose


def test_the_polish_front_page_is_in_polish(demo):
    html = demo.answers["/pl/"][1]
    assert "Dziesięć spokojnych minut" in html
    assert "Free guidebook" not in html
    assert "Leading people" not in html


def test_a_polish_reader_is_led_to_polish_pages_by_all_but_what_names_another_language(demo):
    pages = {url: BeautifulSoup(text, "html.parser") for url, (_, text) in demo.answers.items() if url[:4] == "/pl/"}
    ways = {way["href"] for page in pages.values() for way in page.select('a[href^="/"]:not([hreflang])')}
    assert [way for way in ways if not way.startswith("/pl/")] == []
    frame = {way["href"] for way in pages["/pl/"].select(".masthead a, .footer a")}
    assert {"/pl/poradniki/10-zasad-skutecznego-menedzera/", "/pl/o-nas/", "/pl/prywatnosc/"} <= frame
    about = {way["href"] for way in pages["/pl/o-nas/"].select("main a")}
    assert {"/pl/poradniki/10-zasad-skutecznego-menedzera/", "/pl/artykuly/zofia-swiecicka/co-oddac-najpierw/"} <= about


def test_no_page_shows_how_its_blocks_are_stored(demo):
    """As a list did whose items were taken for something else."""
    assert [url for url, (_, text) in demo.answers.items() if "&#x27;type&#x27;" in text] == []


def test_the_guidebook_is_offered_and_asked_for_in_both_languages(demo):
    english, polish = demo.guidebooks["en-gb"], demo.guidebooks["pl"]
    assert polish.guidebook_file == english.guidebook_file
    assert len(polish.contents) == len(english.contents)
    fields, in_polish = (list(guidebook.form_fields.all()) for guidebook in (english, polish))
    assert [field.clean_name for field in in_polish] == [field.clean_name for field in fields]
    assert not {field.label for field in in_polish} & {field.label for field in fields}
    assert demo.live_popups == {"en-gb": 1, "pl": 1}


def test_readers_like_and_comment_and_an_author_answers(demo):
    _status, html = demo.answers[next(url for url in demo.answers if url.endswith("/the-red-beads/"))]
    page = BeautifulSoup(html, "html.parser")
    assert "23 readers like this" in page.get_text()
    threads = page.select(".comments__list > li")
    assert [len(thread.select(".comment")) for thread in threads] == [3, 1]
    assert page.select_one(".comments__replies .comment__badge").get_text() == "Author"
    assert Counter(email.rpartition("@")[2] for email in demo.addresses) == {"example.org": len(demo.addresses)}
    assert all(date <= timezone.now() for date in demo.comment_dates)


def test_nothing_is_placeholder_text(demo):
    for url, (_, text) in demo.answers.items():
        assert not re.search(r"lorem|to.?do\b:|\btbd\b|placeholder text|dummy text", text, re.IGNORECASE), url


# How it is


def test_every_page_is_answered(demo):
    assert {url: status for url, (status, _) in demo.answers.items() if status != 200} == {}


def test_every_way_on_that_stays_here_leads_somewhere(demo, client, db):
    """Nobody should meet a dead end on the first afternoon."""
    known = {url.rstrip("/") for url in demo.answers} | {"/search", "/pl/search"}
    dead = {}
    for url, (_, text) in demo.answers.items():
        for way in re.findall(r'<a[^>]+href="(?:http://localhost)?(/[^"#?]*)', text):
            is_known = way.rstrip("/") in known or "/feed" in way or "/tags/" in way or way.startswith("/media/")
            elsewhere = ("/newsletter/", "/pl/newsletter/", "/readers/", "/pl/readers/")
            if not is_known and not way.startswith(elsewhere):
                dead.setdefault(way, url)
    assert dead == {}


def test_every_picture_has_words(demo):
    assert [image.title for image in demo.images if not image.description] == []


def test_the_tree_is_in_good_order(demo):
    assert demo.problems == []


def test_the_newcomer_is_told_that_it_takes_a_moment(demo):
    assert "Loading the demo content" in demo.output
    assert "is loaded" in demo.output


# What it leaves alone


def test_a_second_time_is_refused_or_silent_and_changes_nothing(demo):
    assert demo.silence == ""
    assert demo.after == demo.before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "factory",
    [AuthorFactory, LandingPageFactory, ContentPageFactory, GuidebookPageFactory, TopicFactory, SeriesFactory],
)
def test_a_tree_with_somebodys_own_pages_is_left_alone(factory):
    factory()
    before = counts()
    assert not is_empty()
    with pytest.raises(CommandError, match="not empty"):
        load()
    assert load("--if-empty") == ""
    assert counts() == before


@pytest.mark.django_db
def test_a_new_site_is_empty():
    assert is_empty()


@pytest.mark.django_db
@pytest.mark.parametrize("page_type", [HomePage, ArticleIndexPage, GuidebookIndexPage])
def test_a_site_without_the_pages_that_the_demo_stands_under_gets_none(page_type):
    page_type.objects.get().delete()
    assert load("--if-empty") == ""


@pytest.mark.django_db
def test_whoever_deletes_the_demo_does_not_find_it_again_at_the_next_start_but_may_ask_for_it(monkeypatch):
    HomePage.objects.get().save_revision().publish()  # As the demo does, which is gone but for the pages of every site.
    assert is_empty()
    assert load("--if-empty") == ""
    monkeypatch.setattr("home.demo.loader.DemoLoader.load", Mock())
    assert "is loaded" in load()


def test_the_demo_leaves_the_mark_that_it_was_offered(demo):
    assert demo.home.latest_revision_id is not None


def files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


@pytest.mark.django_db
def test_a_fault_halfway_leaves_nothing_neither_rows_nor_files(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    private = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    before = counts()
    monkeypatch.setattr("home.demo.loader.DemoLoader.load_articles", Mock())
    monkeypatch.setattr("home.demo.loader.DemoLoader.load_content_pages", Mock(side_effect=RuntimeError))
    with pytest.raises(RuntimeError):
        load()
    assert counts() == before
    assert files(tmp_path) == []
    assert is_empty()
    assert not was_offered()
