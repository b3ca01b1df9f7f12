"""What is true of every public page: the same for everybody, nothing from another host, nothing inline."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from wagtail.models import Site

from core.models import SiteSettings
from home.models import HomePage
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ContentPageFactory,
    ImageFactory,
    LandingPageFactory,
    TopicFactory,
)
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db  # Without it, nobody makes a database for a run of this module alone.

PATHS = [
    "/",
    "/articles/",
    "/articles/ann/",
    "/articles/ann/ask/",
    "/articles/topics/decisions/",
    "/articles/tags/calm/",
    "/about/",
    "/offer/",
    "/guidebooks/",
    "/guidebooks/ten/",
    "/search/",
    "/search/?q=ask",
    "/nowhere/",
    "/articles/feed/",
    "/articles/ann/feed/",
    "/articles/topics/decisions/feed/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/robots.txt",
    "/llms.txt",
    "/manifest.webmanifest",
    "/articles/ann/ask.md",
]
HTML = [path for path in PATHS if not path.endswith(("feed/", ".xml", ".txt", ".md", ".webmanifest"))]


def build() -> None:
    """A site with every kind of page, each with every kind of block."""
    image, offer = ImageFactory(), GuidebookPageFactory(slug="ten", cover=ImageFactory())
    author = AuthorFactory(slug="ann", portrait=image, biography="<p>Here.</p>")
    first = ArticleFactory(parent=author, slug="first")
    body = b.stream(*b.whole_vocabulary(image, first, offer))
    topic = TopicFactory(name="Decisions", image=image)
    ArticleFactory(parent=author, slug="ask", body=body, hero_image=image, topics=[topic], tags=["calm"])
    ContentPageFactory(slug="about", body=b.stream(*b.whole_vocabulary(image, None, offer)[:-1]))
    LandingPageFactory(slug="offer", sections=b.stream(*b.whole_landing_page(image, offer)))
    home_page = HomePage.objects.get()
    home_page.sections = b.stream(*b.whole_home_page(offer))
    home_page.save_revision().publish()
    brand = SiteSettings.for_site(Site.objects.get())
    brand.logo = image
    brand.save()


def ask(path: str, **headers: str) -> SimpleNamespace:
    response = Client(headers={"host": "localhost", **headers}).get(path)
    html = response.content.decode() if "Content-Encoding" not in response else ""
    return SimpleNamespace(response=response, html=html)


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """What every address answers, asked once for all tests: to a stranger, to one with foreign cookies, compressed.

    All at one moment, which is all by which two copies of a form differ.
    """
    moment = time_machine.travel(datetime.now(UTC), tick=False)
    with django_db_blocker.unblock(), transaction.atomic(), moment:
        build()
        plain = {path: ask(path) for path in PATHS}
        cookies = {path: ask(path, cookie="theme=dark; _ga=GA1.2.3") for path in HTML}
        compressed = ask("/articles/ann/ask/", accept_encoding="gzip")
        transaction.set_rollback(True)
    return SimpleNamespace(plain=plain, cookies=cookies, compressed=compressed)


@pytest.fixture
def html(answers, request):
    return answers.plain[request.param].html


def every_page(test):
    return pytest.mark.parametrize("html", HTML, indirect=True)(test)


@pytest.mark.parametrize("path", PATHS)
def test_it_is_answered(answers, path):
    assert answers.plain[path].response.status_code == (404 if path == "/nowhere/" else 200)


@pytest.mark.parametrize("path", PATHS)
def test_it_sets_no_cookie_and_does_not_vary_by_one(answers, path):
    response = answers.plain[path].response
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("path", HTML)
def test_it_is_the_same_whatever_cookies_a_visitor_brings(answers, path):
    assert answers.cookies[path].html == answers.plain[path].html


@every_page
def test_it_holds_no_token_and_no_nonce(html):
    assert "csrfmiddlewaretoken" not in html
    assert "nonce=" not in html


@every_page
def test_nothing_is_inline_but_the_first_script(html):
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    inline = [text for attributes, text in scripts if not ("src=" in attributes or "json" in attributes)]
    assert inline == [settings.FIRST_SCRIPT.decode()]
    assert "<style" not in html
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert "javascript:" not in html


@every_page
def test_nothing_is_loaded_from_another_host(html):
    html = re.sub(r'<script type="application/ld\+json">.*?</script>', "", html, flags=re.DOTALL)
    loaded = re.findall(r'<(?:img|script|source|iframe|video|audio|use|embed)[^>]+(?:src|href|srcset)="([^"]+)"', html)
    loaded += re.findall(r'<link[^>]+rel="(?:stylesheet|icon|preload|modulepreload|manifest)"[^>]+href="([^"]+)"', html)
    assert loaded
    here = ("/static/", "/media/", "#", "data:", "/manifest.webmanifest")
    assert [url for url in loaded if not url.startswith(here)] == []


@every_page
def test_every_picture_has_words_or_is_marked_as_decoration_and_has_its_size(html):
    for tag in re.findall(r"<img[^>]+>", html):
        assert re.search(r'\salt="', tag), tag
        assert re.search(r'\swidth="\d+"', tag), tag
        assert re.search(r'\sheight="\d+"', tag), tag


@every_page
def test_no_identifier_is_there_twice(html):
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert {identifier for identifier in identifiers if identifiers.count(identifier) > 1} == set()


@every_page
def test_every_reference_within_the_page_leads_somewhere(html):
    identifiers = set(re.findall(r'\sid="([^"]+)"', html))
    names = re.findall(r'(?:aria-labelledby|aria-describedby|for|popovertarget)="([^"]+)"', html)
    wanted = {part for name in names for part in name.split()} | set(re.findall(r'href="#([^"]+)"', html))
    assert wanted - identifiers == set()


@every_page
def test_it_says_its_language_and_has_a_way_past_the_menu(html):
    assert '<html lang="en-gb"' in html
    assert re.search(r'<a[^>]+href="#[^"]+"[^>]*>[^<]*[Ss]kip', html)


@every_page
def test_it_has_one_title_and_one_main_heading(html):
    assert len(re.findall(r"<title>[^<]+</title>", html)) == 1
    assert len(re.findall(r"<h1[ >]", html)) == 1


@every_page
def test_no_word_of_the_template_language_is_left_over(html):
    assert "{{" not in html
    assert "{%" not in html
    assert not re.search(r">\s*None\s*<", html)


def test_a_page_of_an_article_is_light(answers):
    """60 KB compressed for all but the pictures; its HTML may take a fifth of that."""
    assert len(answers.compressed.response.content) < 12 * 1024


@pytest.mark.parametrize("path", HTML)
def test_every_way_on_that_stays_here_leads_somewhere(answers, path):
    """Of the ways to pages that this site has; what only its demonstration has is tested there."""
    ways = set(re.findall(r'<a[^>]+href="(/[^"#?]*)', answers.plain[path].html))
    assert {way for way in ways if way in PATHS} or path == "/offer/"
    assert all(way.endswith(("/", ".xml", ".txt")) for way in ways)
