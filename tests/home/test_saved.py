"""The page of what is saved for later: the same for everybody, since only the browser knows what is."""

import pytest
from wagtail.models import Site

from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_it_is_the_same_for_everybody_and_in_no_search(client, admin_client):
    page = client.get("/saved/")
    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "nowhere else" in page.content.decode()
    assert not page.cookies
    assert client.get("/saved/?x=1").content == page.content
    assert client.post("/saved/").status_code == 405


def test_it_is_found_from_every_page_and_from_no_landing_page_without_menu(client):
    html = client.get(ArticleFactory().url).content.decode()
    assert html.count('href="/saved/"') == 2


def test_there_is_none_without_a_site(client):
    Site.objects.all().delete()
    assert client.get("/saved/").status_code == 404


def test_an_article_tells_its_tools_what_it_is(client):
    article = ArticleFactory(title='Ask "twice" & <wait>')
    html = client.get(article.url).content.decode()
    assert html.count('data-title="Ask &quot;twice&quot; &amp; &lt;wait&gt;"') == 2
    assert f'data-byline="{article.byline[0].title}"' in html
