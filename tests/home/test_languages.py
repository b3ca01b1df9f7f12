"""Two trees side by side: an address says its language, and a page names the versions that there are."""

import re

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction, Site

from articles.models import ArticlePage
from core.models import SiteSettings
from core.models.settings import Untranslated
from home.models import HomePage
from newsletter.models import NewsletterSettings
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories import blocks as b
from tests.factories.languages import polish, translated

pytestmark = pytest.mark.django_db
ARTICLE, POLISH = "/articles/ann/ask/", "/pl/artykuly/anna/pytaj/"


@pytest.fixture
def article(article_index):
    """An article that is translated, in a tree that is."""
    author = AuthorFactory(slug="ann", title="Ann Berg")
    article = ArticleFactory(parent=author, slug="ask", title="Ask twice", topics=[TopicFactory(name="Decisions")])
    translated(article_index, slug="artykuly", title="Artykuły")
    translated(author, slug="anna", title="Anna Berg")
    translated(article, slug="pytaj", title="Pytaj dwa razy", topics=[polish_topic()])
    return article


def polish_topic():
    english = TopicFactory(name="Decisions")
    if version := english.get_translation_or_none(polish()):
        return version
    version = english.copy_for_translation(polish())
    version.name, version.slug = "Decyzje", "decyzje"
    version.save()
    return version


def page(path: str, status: int = 200) -> str:
    response = Client(headers={"host": "localhost"}).get(path)
    assert response.status_code == status, path
    return response.content.decode()


def hreflang(html: str) -> dict[str, str]:
    """What the head names."""
    head = html.partition("</head>")[0]
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', head))


def switcher(html: str) -> list[tuple[str, str, str]]:
    """Language, address and name of each link of the first choice of languages."""
    nav = re.search(r'<nav class="languages".*?</nav>', html, re.DOTALL)
    return re.findall(r'<a href="([^"]+)" lang="([^"]+)"[^>]*>([^<]+)<', nav[0]) if nav else []


# Addresses


def test_english_keeps_its_addresses_and_polish_has_its_own(article):
    assert "Ask twice" in page(ARTICLE)
    assert "Pytaj dwa razy" in page(POLISH)
    assert page("/pl/").count('<html lang="pl"') == 1
    assert page("/").count('<html lang="en-gb"') == 1


@pytest.mark.parametrize("path", ["/pl/", "/pl", "/pl/articles/", "/pl/search/", "/pl/llms.txt", "/pl/feed/"])
def test_a_site_in_english_alone_has_no_polish_address(client, path):
    ArticleFactory()
    polish()
    assert client.get(path, follow=True).status_code == 404


def test_a_site_in_english_alone_says_nothing_of_languages(client):
    html = page(ArticleFactory().get_url())
    assert hreflang(html) == {}
    assert switcher(html) == []
    assert "elsewhere" not in page("/search/?q=x")


def test_a_page_may_be_called_like_a_language_where_that_is_not_spoken():
    LandingPageFactory(slug="pl", title="Place de la Liberté")
    assert "Place de la Liberté" in page("/pl/")


def test_a_tree_without_a_published_home_page_is_not_there(article, home_page):
    home_page.get_translation(polish()).unpublish()
    page("/pl/", status=404)
    page(POLISH, status=404)
    assert hreflang(page(ARTICLE)) == {}
    assert "pl/" not in page("/sitemap-pages.xml")


@pytest.mark.parametrize("path", ["/de/", "/en-gb/", "/en/", "/pl-pl/", "/PL/"])
def test_other_prefixes_are_no_languages(article, client, path):
    assert client.get(path).status_code == 404


def test_no_header_and_no_cookie_changes_the_language(article):
    client = Client(headers={"host": "localhost", "accept-language": "pl", "cookie": "django_language=pl"})
    response = client.get("/")
    assert '<html lang="en-gb"' in response.content.decode()
    assert "Accept-Language" not in response.get("Vary", "")
    assert "Accept-Language" not in client.get("/pl/").get("Vary", "")


def test_one_request_leaves_no_language_to_the_next(article):
    page(POLISH)
    assert translation.get_language() == "en-gb"


def test_a_lost_reader_is_told_so_in_the_language_of_the_address(article):
    lost = page("/pl/nigdzie/", status=404)
    assert '<html lang="pl"' in lost
    assert 'href="/pl/"' in lost
    assert 'action="/pl/search/"' in lost


# Versions


def test_versions_name_each_other(article):
    both = {
        "en-gb": f"http://localhost{ARTICLE}",
        "pl": f"http://localhost{POLISH}",
        "x-default": f"http://localhost{ARTICLE}",
    }
    assert hreflang(page(ARTICLE)) == hreflang(page(POLISH)) == both


def test_the_choice_of_languages_leads_to_the_same_page(article):
    assert switcher(page(ARTICLE)) == [(POLISH, "pl", "Polski")]
    assert switcher(page(POLISH)) == [(ARTICLE, "en-gb", "English")]
    assert switcher(page("/articles/ann/")) == [("/pl/artykuly/anna/", "pl", "Polski")]


def test_a_page_without_a_version_names_none(article):
    html = page(ArticleFactory(parent=article.get_parent(), slug="other").get_url())
    assert hreflang(html) == {}
    assert switcher(html) == []


def test_a_version_that_not_everybody_may_read_appears_nowhere(article):
    version = article.get_translation(polish())
    for hide in (
        version.unpublish,
        lambda: PageViewRestriction.objects.create(page=version, restriction_type="password", password="x"),
        lambda: PageViewRestriction.objects.create(page=version.get_parent(), restriction_type="login"),
    ):
        hide()
        html = page(ARTICLE)
        assert hreflang(html) == {}
        assert switcher(html) == []
        assert "pytaj" not in page("/sitemap-pages.xml")
        PageViewRestriction.objects.all().delete()
        ArticlePage.objects.filter(pk=version.pk).update(live=True)
    assert hreflang(page(ARTICLE))


@pytest.mark.parametrize("hidden", ["en-gb", "pl"])
def test_a_version_that_search_engines_may_not_list_is_led_to_but_not_named(article, hidden):
    ArticlePage.objects.filter(translation_key=article.translation_key, locale__language_code=hidden).update(
        no_index=True
    )
    for path in (ARTICLE, POLISH):
        assert hreflang(page(path)) == {}
        assert switcher(page(path))


def test_a_topic_names_its_version_where_that_shows_something(article):
    topic, theirs = "/articles/topics/decisions/", "/pl/artykuly/topics/decyzje/"
    assert hreflang(page(topic)) == hreflang(page(theirs))
    assert hreflang(page(topic))["pl"] == f"http://localhost{theirs}"
    assert switcher(page(theirs)) == [(topic, "en-gb", "English")]
    article.get_translation(polish()).unpublish()
    assert hreflang(page(topic)) == {}


@pytest.mark.parametrize("path", ["/articles/tags/calm/", "/search/?q=ask", "/articles/?page=2"])
def test_a_part_of_a_page_is_not_taken_for_the_page(article, path):
    ArticleFactory.create_batch(25, parent=article.get_parent(), tags=["calm"])
    assert hreflang(page(path)) == {}


def test_where_editors_chose_so_the_nearest_version_above_is_led_to(article, site_settings):
    site_settings.untranslated = Untranslated.LEAD
    site_settings.save()
    html = page(ArticleFactory(parent=article.get_parent(), slug="other").get_url())
    assert switcher(html) == [("/pl/artykuly/anna/", "pl", "Polski")]
    assert hreflang(html) == {}
    assert switcher(page("/search/")) == [("/pl/", "pl", "Polski")]
    assert switcher(page("/pl/nigdzie/", status=404)) == [("/", "en-gb", "English")]
    assert switcher(page(ARTICLE)) == [(POLISH, "pl", "Polski")]
    assert switcher(page("/articles/topics/decisions/"))[0][0] == "/pl/artykuly/topics/decyzje/"


def test_the_map_names_the_same_as_the_heads(article):
    html = page("/sitemap-pages.xml")
    for entry in re.findall(r"<url>.*?</url>", html, re.DOTALL):
        (address,) = re.findall(r"<loc>([^<]+)", entry)
        named = dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', entry))
        assert named == hreflang(page(address.removeprefix("http://localhost"))), address
    assert f"<loc>http://localhost{POLISH}</loc>" in html


# What a tree shows


def test_nothing_of_one_tree_is_listed_in_the_other(article, home_page):
    for home in HomePage.objects.all():
        home.sections = b.stream(b.lead_article(), b.latest_articles(), b.topics(), b.authors())
        home.save_revision().publish()
    ArticleFactory(parent=article.get_parent(), title="Only in English", tags=["calm"])
    for path in ("/pl/", "/pl/artykuly/", "/pl/artykuly/anna/", POLISH, "/pl/artykuly/feed/", "/pl/search/?q=english"):
        assert "Only in English" not in page(path), path
        assert "Ask twice" not in page(path), path
    for path in ("/", "/articles/", "/articles/ann/", "/articles/feed/", "/search/?q=pytaj", "/llms.txt"):
        assert "Pytaj" not in page(path).replace("q=Pytaj", ""), path
    assert "Decyzje" in page("/pl/")
    assert "Decisions" not in page("/pl/")
    assert "Decyzje" not in page("/")
    page("/pl/artykuly/topics/decisions/", status=404)
    page("/pl/artykuly/tags/calm/", status=404)


def test_a_page_speaks_its_language_throughout(article):
    html = page(POLISH)
    assert ">Decyzje<" in html
    assert 'property="og:locale" content="pl_PL"' in html
    assert 'property="og:locale:alternate" content="en_GB"' in html
    assert '"inLanguage":"pl"' in html
    assert "minuta czytania" in html
    assert "<language>pl</language>" in page("/pl/artykuly/feed/")
    assert "<language>en-gb</language>" in page("/articles/feed/")
    assert "Pytaj dwa razy" in page(f"{POLISH[:-1]}.md")
    assert "/pl/artykuly/anna/pytaj.md" in page("/pl/llms.txt")
    assert "/pl/llms.txt" in page("/llms.txt")


def test_a_search_offers_itself_in_the_other_language(article):
    assert 'href="/pl/search/?q=pytaj"' in page("/search/?q=pytaj")
    assert "Pytaj dwa razy" in page("/pl/search/?q=pytaj")


def test_robots_stay_out_of_the_same_places_in_each_language(client, article):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {
        f"Disallow: {prefix}/{name}/" for prefix in ("", "/pl") for name in ("search", "newsletter", "readers")
    } <= {*lines}


def test_a_link_in_a_text_leads_to_the_version_in_the_readers_language(article):
    body = b.stream(b.block("paragraph", f'<p><a linktype="page" id="{article.pk}">twice</a></p>'))
    linking = ArticleFactory(parent=article.get_parent(), slug="linking", body=body)
    translated(linking, slug="odsylacz", topics=[polish_topic()])
    assert f'<a href="{ARTICLE}">twice' in page(linking.get_url())
    assert f'<a href="{POLISH}">twice' in page("/pl/artykuly/anna/odsylacz/")


# The words of the frame


def test_the_frame_says_what_is_written_for_a_language(article, site_settings):
    site_settings.tagline, site_settings.name = "Ten minutes", "The Island"
    columns = [{"type": "column", "value": {"heading": "Czytaj", "links": [b.link("Wszystko", article)]}}]
    words = {"language": "pl", "tagline": "Dziesięć minut", "name": "", "footer_columns": columns}
    site_settings.in_other_languages = b.stream(b.block("words", words))
    site_settings.save()
    html = page("/pl/")
    assert "Dziesięć minut" in html
    assert "The Island" in html
    assert "Ten minutes" not in html
    assert re.search(rf'Czytaj</h2>\s*<ul role="list"><li><a href="{POLISH}">Wszystko', html)
    assert "Dziesięć" not in page("/")
    site_settings.refresh_from_db()
    assert site_settings.tagline == "Ten minutes"


def test_links_of_the_frame_lead_to_versions_and_else_as_editors_chose(home_page, article, site_settings):
    about, privacy = ContentPageFactory(slug="about", title="About"), ContentPageFactory(slug="privacy")
    links = [{"heading": "More", "links": [b.link("", about), b.link("Only English", ContentPageFactory(slug="only"))]}]
    site_settings.footer_columns = b.stream(*[b.block("column", column) for column in links])
    site_settings.privacy_page, site_settings.masthead_page = privacy, about
    site_settings.save()
    translated(about, slug="o-nas", title="O nas")
    html = page("/pl/")
    assert html.count('href="/pl/o-nas/"') >= 2
    assert "Only English" not in html
    assert 'href="/privacy/"' in html
    SiteSettings.objects.update(untranslated=Untranslated.LEAD)
    assert 'href="/only/"' in page("/pl/")
    assert page("/").count('href="/about/"') >= 2


def test_the_newsletters_form_says_what_polish_readers_agree_to(article):
    settings = NewsletterSettings.for_site(Site.objects.get())
    words = {"language": "pl", "heading": "Jeden list", "text": "", "wording": "Tak, proszę.", "button_label": "Zapisz"}
    settings.in_other_languages = b.stream(b.block("words", words))
    settings.save()
    assert "Tak, proszę." in page(POLISH)
    assert 'action="/pl/newsletter/sign-up/#' in page(POLISH)
    assert "Tak, proszę." not in page(ARTICLE)
