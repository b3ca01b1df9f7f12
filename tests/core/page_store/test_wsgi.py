"""What readers are answered, and by whom."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import PageViewRestriction

from core.page_store.recording import stored
from tests.core.page_store.conftest import HIT, PASSED, STORED, ask
from tests.factories import ArticleFactory, AuthorFactory
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
CACHE_CONTROL = "public, max-age=0, must-revalidate"


@pytest.fixture
def article(db):
    return ArticleFactory(parent=AuthorFactory(slug="ann"), slug="one", title="The second meeting")


def render(article) -> str:
    return Client(headers={"host": "localhost"}).get(article.url).text


def test_the_first_reader_has_it_rendered_and_the_others_have_the_same(get, article, django_assert_max_num_queries):
    first = get(article.url)
    with django_assert_max_num_queries(1):  # Of the log of what was cleared.
        second = get(article.url)
    assert (first.status, first.cache) == (200, STORED)
    assert (second.status, second.cache) == (200, HIT)
    assert second.body == first.body
    assert b"The second meeting" in second.body


def test_it_says_that_every_cache_may_keep_it_and_has_to_ask(get, article):
    get(article.url)
    headers = get(article.url).headers
    assert headers["cache-control"] == CACHE_CONTROL
    assert headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/articles/",
        "/articles/ann/",
        "/articles/ann/feed/",
        "/articles/ann/one.md",
        "/articles/feed/",
        "/articles/topics/leading-people/",
        "/articles/topics/leading-people/feed/",
        "/guidebooks/",
        "/llms.txt",
        "/manifest.webmanifest",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-pages.xml",
    ],
)
def test_all_that_is_public_is_stored(get, article, address):
    assert get(address).cache == STORED
    assert get(address).cache == HIT


# Encodings


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("identity", None),
        ("gzip;q=0.2, identity;q=0.8", None),
        ("deflate", None),
        ("br;q=oops, gzip", "gzip"),
        ("identity;q=0", None),
    ],
)
def test_each_reader_gets_the_encoding_they_like_best(get, article, accepted, encoding):
    plain = get(article.url).body
    answer = get(article.url, accept_encoding=accepted)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-length"] == str(len(answer.body))
    undo = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[encoding]
    assert undo(answer.body) == plain


def test_the_first_reader_gets_it_compressed_too(get, article):
    assert get(article.url, accept_encoding="br").headers["content-encoding"] == "br"


def test_what_is_not_stored_is_compressed_as_before(get, article):
    answer = get("/search/?q=meeting", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.cache == ""


@pytest.mark.parametrize("accepted", ["gzip;q=0, br;q=0", "identity, gzip;q=0", "gzip;q=0.0", "gzip;q=0.2, identity"])
@pytest.mark.parametrize("address", ["/search/?q=meeting", "/nope/"])
def test_what_is_not_stored_is_not_compressed_against_a_readers_wish(get, article, address, accepted):
    answer = get(address, accept_encoding=accepted)
    assert "content-encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["vary"]
    assert b"<html" in answer.body


# Conditional requests


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_whoever_has_the_page_is_not_sent_it_again(get, article, encoding):
    etag = get(article.url, accept_encoding=encoding).headers["etag"]
    answer = get(article.url, accept_encoding=encoding, if_none_match=f'"other", {etag}')
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == etag
    assert (answer.headers["cache-control"], answer.headers["vary"]) == (CACHE_CONTROL, "Accept-Encoding")
    assert "content-length" not in answer.headers


def test_a_tag_is_strong_and_of_one_encoding(get, article):
    tags = {get(article.url, accept_encoding=name).headers["etag"] for name in ("identity", "gzip", "br")}
    assert len(tags) == 3
    assert all(tag.startswith('"') for tag in tags)
    assert get(article.url, if_none_match="W/" + get(article.url).headers["etag"]).status == 304
    assert get(article.url, accept_encoding="br", if_none_match=get(article.url).headers["etag"]).status == 200


def test_the_first_reader_of_a_process_may_have_the_page_already(get, process, article):
    etag = get(article.url).headers["etag"]
    assert ask(process(), article.url, if_none_match=etag).status == 304


def test_head_says_what_get_says(get, article):
    first = get(article.url, "HEAD")
    answer, head = get(article.url), get(article.url, "HEAD")
    assert first.cache == STORED
    assert head.body == first.body == b""
    assert head.headers == answer.headers
    assert head.headers["content-length"] == str(len(answer.body))


# Addresses


def test_parameters_that_a_page_does_not_know_change_nothing(get, article):
    get(f"{article.url}?utm_source=mail&fbclid=xyz123")
    answer = get(f"{article.url}?utm_source=other&gclid=7")
    assert answer.cache == HIT
    assert get(article.url).cache == HIT
    assert b"xyz123" not in answer.body
    assert b"utm_" not in answer.body


def test_each_page_of_a_list_is_one_of_its_own(get, article):
    ArticleFactory.create_batch(13, parent=article.get_parent())
    assert get("/articles/?utm_source=mail").cache == STORED
    second = get("/articles/?utm_source=mail&page=2")
    assert second.cache == STORED
    assert get("/articles/?page=2&fbclid=1").body == second.body
    assert get("/articles/").body != second.body
    assert b"utm_" not in second.body


def test_what_is_no_page_of_the_list_is_not_kept(get, article):
    for number in ("0", "01", "9", "x", "", "2&page=3"):
        assert get(f"/articles/?page={number}").cache == ""
    assert get("/articles/?page=9").status == 404


def test_a_page_without_parts_has_no_second_one(get, article):
    get(article.url)
    assert get(f"{article.url}?page=2").cache == HIT


def test_each_host_has_pages_of_its_own(get, article):
    get(article.url)
    answer = get(article.url, host="127.0.0.1")
    assert answer.cache == STORED
    assert b"http://127.0.0.1" in answer.body


@pytest.mark.parametrize("host", ["LOCALHOST", "Localhost"])
def test_a_host_in_other_letters_is_answered_and_not_kept(get, article, host):
    get(article.url)
    assert (get(article.url, host=host).status, get(article.url, host=host).cache) == (200, "")


def test_only_the_port_that_we_are_reached_at_is_kept(site, article):
    assert ask(site, article.url, host="localhost:8000").cache == STORED
    environ_port = ask(lambda environ, start: site({**environ, "SERVER_PORT": "80"}, start), article.url,
        host="localhost:9999")  # fmt: skip
    assert (environ_port.status, environ_port.cache) == (200, PASSED)


def test_a_foreign_host_is_refused_and_not_kept(get, article):
    assert get(article.url, host="evil.example").status == 400
    assert get(article.url, host="evil.example").cache == ""


# Who passes by


@pytest.mark.parametrize(
    "cookie",
    [
        "csrftoken=x",
        f"csrftoken={'a' * 32}",
        "_ga=1; theme=dark",
        "consent=yes",
        "hs_sessionid=1",
        "a=1; xsessionid=abc",
        'a="sessionid=1"',
        "sessionid",
    ],
)
def test_other_cookies_than_the_session_make_no_difference(get, article, cookie):
    first = get(article.url, cookie=cookie)
    assert (first.cache, first.headers.get("set-cookie")) == (STORED, None)
    assert get(article.url, cookie=cookie).cache == HIT
    assert "set-cookie" not in get("/search/", cookie=cookie).headers


@pytest.mark.parametrize("cookie", ["sessionid=x", "theme=dark; sessionid=x", "theme=dark;sessionid = x"])
def test_a_session_is_answered_by_django_wherever_it_stands(get, article, cookie):
    get(article.url)
    assert get(article.url, cookie=cookie).cache == ""


def test_who_is_signed_in_is_shown_the_page_as_it_is(site, article, admin_client, admin):
    ask(site, article.url)
    session = f"sessionid={admin_client.cookies['sessionid'].value}"
    answer = ask(site, article.url, cookie=session)
    assert answer.cache == ""
    assert b"wagtail-userbar" in answer.body
    assert answer.headers["cache-control"] == "private"
    assert b"wagtail-userbar" not in ask(site, article.url).body


def test_a_post_goes_to_the_page(site, article):
    page = GuidebookPageFactory(slug="ten")
    ask(site, page.url)
    assert ask(site, page.url, "POST").status == 400
    assert ask(site, page.url, "POST").cache == ""


def test_what_asks_for_a_password_is_not_stored(get, article):
    PageViewRestriction.objects.create(page=article, restriction_type="password", password="sesame")
    answer = get(article.url)
    assert answer.cache == ""
    assert "set-cookie" in answer.headers


def test_what_a_mailed_link_opens_is_not_stored(get):
    page = GuidebookPageFactory(slug="ten")
    for query in ("thanks=x", "for=x"):
        answer = get(f"{page.url}?{query}")
        assert answer.cache == ""
        assert "no-store" in answer.headers["cache-control"]
    assert get(page.url).cache == STORED


@pytest.mark.parametrize(
    "address", ["/newsletter/sign-up/", "/newsletter/my-data/", "/search/", "/readers/comment/sent/"]
)
def test_what_is_for_one_reader_is_not_stored(get, address):
    get(address)
    assert get(address).cache == ""


def test_the_redirects_of_old_posts_are_looked_up(get, article):
    from wagtail.contrib.redirects.models import Redirect

    get("/")
    Redirect.objects.create(old_path="/?p=7", redirect_page=article)
    assert get("/?p=7").status == 301
    assert get("/?p=8").cache == ""


# Answers that say against themselves


def answering(process, **headers):
    def view(request):
        return HttpResponse("Hello " * 50, headers=headers)

    def application(environ, start_response):
        from django.core.handlers.wsgi import WSGIRequest

        response = stored(view)(WSGIRequest(environ))
        start_response("200 OK", list(response.items()))
        return [response.content]

    return process(application)


@pytest.mark.parametrize(
    "headers",
    [
        {"Set-Cookie": "a=b"},
        {"Vary": "Cookie"},
        {"Vary": "accept-encoding, Accept-Language"},
        {"Cache-Control": "private"},
        {"Cache-Control": "max-age=3, no-store"},
        {"Content-Encoding": "gzip"},
    ],
)
def test_what_says_that_it_is_not_for_everybody_is_not_kept(db, process, headers):
    site = answering(process, **headers)
    assert ask(site, "/").cache == ""
    assert ask(site, "/").cache == ""


def test_what_the_view_says_of_caches_stays(db, process):
    site = answering(process, **{"Cache-Control": "public, max-age=3600", "Vary": "Accept-Encoding"})
    assert ask(site, "/").headers["cache-control"] == "public, max-age=3600"
    assert ask(site, "/").cache == HIT
