"""Which popups a page may show, as the server says it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsletter.models import GuidebookSubmission, Popup
from tests.factories import ArticleFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory, PopupFactory, aged

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def article():
    return ArticleFactory(topics=[TopicFactory(name="Decisions")])


@pytest.fixture
def shown(client, soup):
    """The popups that the page at an address names, by their ids."""

    def ids(path: str) -> list[int]:
        found = soup(client.get(path)).find(id="popups--facts")
        return [popup["id"] for popup in json.loads(found.string)["popups"]] if found else []

    return ids


def test_a_live_popup_may_show_on_every_kind_of_reading_page(shown, article):
    popup = PopupFactory()
    content = ContentPageFactory()
    topic = article.topics.get()
    paths = ["/", "/articles/", article.get_parent().url, article.url, content.url, f"/articles/topics/{topic.slug}/"]
    assert {path: shown(path) for path in paths} == {path: [popup.pk] for path in paths}


def test_no_popup_shows_on_the_privacy_notice(shown, site_settings):
    popup = PopupFactory()
    notice, other = ContentPageFactory(), ContentPageFactory()
    site_settings.privacy_page = notice
    site_settings.save()
    assert (shown(notice.url), shown(other.url)) == ([], [popup.pk])


def test_no_popup_shows_on_pages_that_make_an_offer_or_belong_to_one_reader(shown, client):
    popup = PopupFactory()
    paths = [
        popup.guidebook.url,
        "/guidebooks/",
        LandingPageFactory().url,
        "/newsletter/sign-up/",
        "/newsletter/sign-up/thanks/",
        "/newsletter/confirm/forged/",
        "/search/",
        "/nowhere/",
    ]
    assert {path: shown(path) for path in paths} == {path: [] for path in paths}


@pytest.mark.parametrize(
    "facts",
    [
        {"is_live": False},
        {"starts_at": timezone.now() + DAY},
        {"ends_at": timezone.now() - DAY},
        {"places": ["home", "listing", "author", "content"]},
        {"guidebook__live": False},
        {"shape": Popup.Shape.ARTICLE_END},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_a_popup_that_is_not_meant_for_the_page_is_not_named(shown, article, facts):
    PopupFactory(**facts)
    assert shown(article.url) == []


def test_a_popup_within_its_dates_and_at_its_place_is_named(shown, article):
    popup = PopupFactory(starts_at=timezone.now() - DAY, ends_at=timezone.now() + DAY, places=["article"])
    assert shown(article.url) == [popup.pk]
    assert shown("/articles/") == []


def test_a_popup_with_topics_shows_where_one_of_them_is_the_matter(shown, article):
    popup = PopupFactory(topics=[article.topics.get(), TopicFactory(name="Teams")])
    other = ArticleFactory(topics=[TopicFactory(name="Meetings")])
    assert shown(article.url) == [popup.pk]
    assert shown(f"/articles/topics/{article.topics.get().slug}/") == [popup.pk]
    assert shown(other.url) == shown("/articles/topics/meetings/") == shown("/articles/") == shown("/") == []


def test_a_private_page_names_no_popup(client, article):
    PopupFactory()
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.PASSWORD, password="harbour")
    assert b'id="popups--facts"' not in client.get(article.url).content
    session = client.session
    session["passed_page_view_restrictions"] = [PageViewRestriction.objects.get().pk]
    session.save()
    response = client.get(article.url)
    assert article.title in response.content.decode()
    assert b'id="popups--facts"' not in response.content


def test_a_popup_of_a_private_guidebook_shows_nowhere(shown, client, article):
    popup = PopupFactory()
    PageViewRestriction.objects.create(page=popup.guidebook, restriction_type=PageViewRestriction.LOGIN)
    assert shown(article.url) == []
    assert client.get(f"/newsletter/popups/{popup.pk}/").status_code == 404


def test_a_preview_of_a_page_names_no_popup(article, rf):
    PopupFactory()
    html = article.make_preview_request().render().content
    assert article.title in html.decode()
    assert b'id="popups--facts"' not in html


def test_popups_are_named_in_the_order_that_marketing_gave_them(shown, article):
    second, first = PopupFactory(sort_order=2), PopupFactory(sort_order=1)
    assert shown(article.url) == [first.pk, second.pk]


def test_the_page_says_what_the_browser_needs_to_decide_and_no_words(client, soup, article):
    popup = PopupFactory(
        starts_at=datetime(2026, 1, 1, tzinfo=UTC), trigger=Popup.Trigger.SCROLL, threshold=60, quiet_days=7
    )
    facts = json.loads(soup(client.get(article.url)).find(id="popups--facts").string)
    assert facts == {
        "popups": [
            {
                "id": popup.pk,
                "url": f"/newsletter/popups/{popup.pk}/?on={article.pk}",
                "shape": "dialog",
                "trigger": "scroll",
                "threshold": 60,
                "starts": 1767225600000,
                "ends": None,
                "quietDays": 7,
                "mostShown": 3,
            }
        ],
    }


# What it costs


@pytest.mark.parametrize("topics", [False, True])
def test_a_page_with_a_popup_costs_no_query_more_than_one_without(
    client, shown, article, topics, django_capture_on_commit_callbacks
):
    def cost() -> int:
        client.get(article.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(article.url)
        return len(captured)

    without = cost()
    with django_capture_on_commit_callbacks(execute=True):
        PopupFactory(topics=[article.topics.get()] if topics else [])
    assert cost() == without
    assert shown(article.url)


def test_an_edit_is_heard_at_once(shown, article, django_capture_on_commit_callbacks):
    def after(change) -> list[int]:
        with django_capture_on_commit_callbacks(execute=True):
            change()
        return shown(article.url)

    assert shown(article.url) == []
    popup = PopupFactory.build(guidebook=GuidebookPageFactory())
    assert after(popup.save) == [popup.pk]
    assert after(lambda: popup.topics.add(TopicFactory(name="Meetings"))) == []
    assert after(lambda: popup.topics.clear()) == [popup.pk]
    assert after(popup.guidebook.unpublish) == []
    assert after(lambda: popup.guidebook.save_revision().publish()) == [popup.pk]
    assert after(popup.delete) == []


# The words and the form


def test_the_words_and_the_form_are_a_piece_of_html_that_a_cache_may_keep(client, soup):
    popup = PopupFactory()
    response = client.get(f"/newsletter/popups/{popup.pk}/")
    html = soup(response)
    dialog = html.find("dialog")
    assert dialog["aria-labelledby"] == dialog.find(string=popup.heading).parent["id"]
    assert popup.text in dialog.text
    form = dialog.find("form", method="post")
    assert sent_from(client, form).page_id == popup.guidebook.pk
    assert form.find(attrs={"name": "email"})
    assert set(response["Cache-Control"].split(", ")) == {"max-age=60", "public"}
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]


@pytest.mark.parametrize(
    "facts",
    [
        {"is_live": False},
        {"starts_at": timezone.now() + DAY},
        {"ends_at": timezone.now() - DAY},
        {"guidebook__live": False},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_the_words_of_a_popup_that_does_not_show_are_not_to_be_had(client, facts):
    assert client.get(f"/newsletter/popups/{PopupFactory(**facts).pk}/").status_code == 404


def test_nothing_can_be_sent_to_the_address_of_the_words(client):
    assert client.post(f"/newsletter/popups/{PopupFactory().pk}/").status_code == 405


def sent_from(client, form) -> GuidebookSubmission:
    """The request for a guidebook that a browser makes with a form."""
    sent = {field["name"]: field.get("value", "") for field in form.select("[type=hidden], [tabindex='-1']")}
    stamp = aged(sent["stamp"])
    client.post(form["action"].partition("#")[0], {**sent, "stamp": stamp, "email": "ann@example.com"})
    return GuidebookSubmission.objects.latest("pk")


def test_a_form_in_a_popup_knows_where_it_stood(client, soup, article):
    popup = PopupFactory()
    facts = json.loads(soup(client.get(article.url)).find(id="popups--facts").string)
    form = soup(client.get(facts["popups"][0]["url"])).find("form")
    submission = sent_from(client, form)
    assert submission.page_id == popup.guidebook.pk
    assert (submission.placement, submission.shown_on_id) == ("popup", article.pk)


@pytest.mark.parametrize("on", ["", "x", "-1", "0", "²", "9" * 40])
def test_a_form_that_stands_on_no_page_is_a_form_all_the_same(client, soup, on):
    popup = PopupFactory()
    form = soup(client.get(f"/newsletter/popups/{popup.pk}/", {"on": on})).find("form")
    assert sent_from(client, form).placement == "popup"


# At the end of an article, in the text


def test_the_offer_at_the_end_of_an_article_is_a_link_to_the_form(client, soup, article):
    popup = PopupFactory(shape=Popup.Shape.ARTICLE_END)
    card = soup(client.get(article.url)).find(attrs={"data-article-end-offer": True})
    assert popup.heading in card.text
    assert card.find("a")["href"] == f"{popup.guidebook.url}#guidebook--form"
    assert soup(client.get(popup.guidebook.url)).find(id="guidebook--form")


def test_the_offer_at_the_end_of_an_article_stands_on_no_other_page(client, article):
    PopupFactory(shape=Popup.Shape.ARTICLE_END)
    for path in ("/", "/articles/", article.get_parent().url, ContentPageFactory().url):
        assert b"data-article-end-offer" not in client.get(path).content


def test_an_offer_whose_guidebook_has_gone_since_it_was_remembered_is_left_out(client, article):
    popup = PopupFactory(shape=Popup.Shape.ARTICLE_END)
    assert b"data-article-end-offer" in client.get(article.url).content
    popup.guidebook.delete()
    response = client.get(article.url)
    assert response.status_code == 200
    assert b"data-article-end-offer" not in response.content


def test_the_offer_at_the_end_of_an_article_costs_one_query(client, article, django_capture_on_commit_callbacks):
    client.get(article.url)
    with CaptureQueriesContext(connection) as without:
        client.get(article.url)
    with django_capture_on_commit_callbacks(execute=True):
        PopupFactory(shape=Popup.Shape.ARTICLE_END)
    client.get(article.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(article.url)
    assert len(captured) == len(without) + 1
