"""The front page, arranged by editors."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from home.blocks import MAXIMUM_OF_LATEST
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def arranged(client, home_page):
    """The front page with these sections, as it is answered."""

    def show(*sections):
        home_page.sections = b.stream(*sections)
        home_page.save_revision().publish()
        response = client.get("/")
        assert response.status_code == 200
        return response

    return show


def articles(number: int):
    author = AuthorFactory()
    return [
        ArticleFactory(parent=author, title=f"No {n}", published_at=NOW + timedelta(days=n), topics=[])
        for n in range(number)
    ]


def titles(found) -> list[str]:
    return [article.title for article in found]


def test_without_sections_it_shows_the_newest_article(client):
    articles(2)
    html = client.get("/").content.decode()
    assert "No 1" in html
    assert "No 0" not in html


def test_without_anything_it_is_still_a_page(client):
    assert client.get("/").status_code == 200


def test_the_lead_is_the_newest_unless_an_editor_has_chosen(arranged):
    first, *_ = articles(3)
    assert arranged(b.lead_article()).context["lead_article"].title == "No 2"
    assert arranged(b.lead_article(first)).context["lead_article"] == first


def test_a_lead_is_found_however_old_it_is(arranged):
    old, *_ = articles(MAXIMUM_OF_LATEST + 5)
    assert arranged(b.lead_article(old)).context["lead_article"] == old


def test_a_lead_that_is_no_longer_published_gives_way_to_the_newest(arranged):
    first, second, third = articles(3)
    first.unpublish()
    assert arranged(b.lead_article(first)).context["lead_article"] == third
    PageViewRestriction.objects.create(page=second, restriction_type="login")
    assert arranged(b.lead_article(second)).context["lead_article"] == third


def test_a_lead_that_was_deleted_gives_way_to_the_newest(arranged):
    first, second = articles(2)
    sections = b.lead_article(first)
    first.delete()
    assert arranged(sections).context["lead_article"] == second


def test_the_lead_does_not_stand_among_the_latest_too(arranged):
    first, *_ = articles(4)
    response = arranged(b.lead_article(), b.latest_articles(6))
    assert titles(response.context["latest_articles"]) == ["No 2", "No 1", "No 0"]
    response = arranged(b.lead_article(first), b.latest_articles(6))
    assert titles(response.context["latest_articles"]) == ["No 3", "No 2", "No 1"]


def test_without_a_lead_the_latest_are_all_of_them(arranged):
    articles(2)
    assert titles(arranged(b.latest_articles()).context["latest_articles"]) == ["No 1", "No 0"]


@pytest.mark.parametrize("count", [1, 3, MAXIMUM_OF_LATEST])
def test_as_many_are_shown_as_the_editor_says(arranged, count):
    articles(MAXIMUM_OF_LATEST + 2)
    html = arranged(b.lead_article(), b.latest_articles(count)).content.decode()
    assert html.count('<article class="card') - html.count('<article class="card-lead') == count


def test_drafts_and_restricted_articles_are_not_shown(arranged):
    ArticleFactory(title="A draft", live=False)
    PageViewRestriction.objects.create(page=ArticleFactory(title="For members"), restriction_type="login")
    html = arranged(b.lead_article(), b.latest_articles()).content.decode()
    assert "A draft" not in html
    assert "For members" not in html


def test_the_latest_of_one_topic(arranged):
    topic = TopicFactory(name="Decisions")
    ArticleFactory(title="On deciding", topics=[topic])
    ArticleFactory(title="On teams", topics=[TopicFactory(name="Teams")])
    html = arranged(b.latest_articles(topic=topic)).content.decode()
    assert "On deciding" in html
    assert "On teams" not in html


def test_all_topics_and_authors_can_stand_there(arranged):
    TopicFactory(name="Decisions", introduction="<p>How they are made.</p>")
    AuthorFactory(title="Ann Berg")
    AuthorFactory(title="Absent Ann", live=False)
    html = arranged(b.topics("Our subjects"), b.authors("Our authors")).content.decode()
    for words in ("Our subjects", "Decisions", "How they are made.", "Our authors", "Ann Berg"):
        assert words in html
    assert "Absent Ann" not in html


def test_a_guidebook_can_stand_there_and_leads_to_its_form(arranged):
    offer = GuidebookPageFactory(title="10 principles")
    html = arranged(b.guidebook(offer, "Take it with you")).content.decode()
    assert "10 principles" in html
    assert "Take it with you" in html
    assert f'href="{offer.get_url()}"' in html


def test_a_guidebook_that_is_no_longer_published_leaves_no_trace(arranged):
    offer = GuidebookPageFactory(title="10 principles")
    offer.unpublish()
    assert "10 principles" not in arranged(b.guidebook(offer, "Take it with you")).content.decode()


def test_words_of_the_editor_stand_above_it(client, home_page):
    home_page.heading, home_page.introduction = "Ten quiet minutes", "For people who lead people."
    home_page.save_revision().publish()
    html = client.get("/").content.decode()
    assert "<h1>Ten quiet minutes</h1>" in html
    assert "For people who lead people." in html


def test_a_new_article_is_on_the_front_page_at_once(client, arranged):
    arranged(b.lead_article(), b.latest_articles())
    article = ArticleFactory(title="Hot off the press", live=False)
    assert "Hot off the press" not in client.get("/").content.decode()
    article.save_revision().publish()
    assert "Hot off the press" in client.get("/").content.decode()


# Addresses that posts had in WordPress


def test_the_plain_address_of_a_post_in_wordpress_leads_to_the_article(client):
    article, other = ArticleFactory(), ArticleFactory()
    Redirect.add_redirect("/?p=7", article, site=Site.objects.get())
    Redirect.add_redirect("/?p=71", other, is_permanent=False)
    for address in ("/?p=7", "/?p=7&utm_source=mail", "/?preview=1&p=7"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, article.get_url())
    response = client.get("/?p=71")
    assert (response.status_code, response["Location"]) == (302, other.get_url())


@pytest.mark.parametrize("query", ["p=8", "p=", "p=7%26x", "p=x", f"p={'9' * 5000}", "page_id=7", "q=7"])
def test_any_other_query_shows_the_front_page(client, query):
    Redirect.add_redirect("/?p=7", ArticleFactory())
    assert client.get(f"/?{query}").status_code == 200
