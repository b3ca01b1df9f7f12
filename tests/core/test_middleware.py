"""What every request passes on its way in."""

import re

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.translation import get_language

import config.urls
from core.middleware import LanguageMiddleware, is_cross_site, mailed_link, public_form
from tests.factories import ArticleFactory, ImageFactory

pytestmark = pytest.mark.django_db


# Forms without a token


@public_form
def open_form(request):
    return HttpResponse(f"{request.method} accepted")


@mailed_link
def keyed_form(request):
    return HttpResponse(f"{request.method} accepted")


def closed_form(request):
    return HttpResponse(f"{request.method} accepted")


def token(request):
    return HttpResponse(get_token(request))


urlpatterns = [
    path("open/", open_form),
    path("keyed/", keyed_form),
    path("closed/", closed_form),
    path("token/", token),
    *config.urls.urlpatterns,
]


@pytest.fixture
def strict(settings):
    """A browser whose cookies and tokens are checked, as the test client's usually are not."""
    settings.ROOT_URLCONF = __name__
    return Client(enforce_csrf_checks=True, headers={"host": "localhost"})


def test_a_public_form_needs_no_token_and_sets_no_cookie(strict):
    response = strict.post("/open/")
    assert response.content == b"POST accepted"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_a_public_form_sent_from_another_site_is_refused(strict, site):
    assert strict.post("/open/", headers={"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_a_form_whose_address_is_the_key_may_be_sent_from_anywhere(strict, headers):
    response = strict.post("/keyed/", headers=headers)
    assert response.content == b"POST accepted"
    assert not response.cookies


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_public_form_sent_from_here_is_accepted(strict, site):
    assert strict.post("/open/", headers={"Sec-Fetch-Site": site}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost", 200),
        ("http://localhost:8000", 403),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
    ],
)
def test_an_older_browser_is_asked_for_the_origin(strict, origin, status):
    assert strict.post("/open/", headers={"Origin": origin}).status_code == status


def test_the_origin_is_not_asked_where_the_browser_says_whose_form_it_is(strict):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}
    assert strict.post("/open/", headers=headers).status_code == 200


def test_reading_a_public_form_from_another_site_is_fine(strict):
    assert strict.get("/open/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_any_other_form_still_needs_its_token(strict):
    assert strict.post("/closed/").status_code == 403
    value = strict.get("/token/").content.decode()
    assert strict.post("/closed/", {"csrfmiddlewaretoken": value}).status_code == 200


def test_the_sign_in_of_the_admin_still_needs_its_token(strict):
    assert strict.post("/admin/login/", {"username": "admin", "password": "x"}).status_code == 403


def test_a_page_refuses_what_another_site_sends(strict):
    """The page view is one public form; whatever page type answers to POST is behind it."""
    article = ArticleFactory()
    assert strict.post(article.get_url(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_refusal_is_a_page_of_the_site(strict):
    response = strict.post("/open/", headers={"Sec-Fetch-Site": "cross-site"})
    assert b"This way is closed" in response.content


def test_a_request_that_says_nothing_of_its_site_is_no_browser():
    assert not is_cross_site(RequestFactory().post("/"))


# Content policy

STRICT = re.compile(r"'self' 'sha256-[\w+/]{43}='")  # One script stands in the page.


def policy_of(response) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split(";")
    return dict(directive.strip().partition(" ")[::2] for directive in directives if directive.strip())


def test_public_pages_have_the_strict_policy(client):
    policy = policy_of(client.get("/"))
    assert policy["default-src"] == "'self'"
    assert STRICT.fullmatch(policy["script-src"])
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", ["/nowhere/", "/?page=%00", "/robots.txt", "/search/?q=x", "/healthz"])
def test_whatever_is_answered_the_policy_comes_with_it(client, path):
    assert policy_of(client.get(path))["default-src"] == "'self'"


def test_the_admin_has_the_policy_that_wagtail_needs(admin_client):
    policy = policy_of(admin_client.get("/admin/"))
    assert policy["script-src"] == "'self' 'unsafe-inline'"
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"


def test_an_address_that_only_looks_like_the_admin_has_the_strict_policy(client):
    assert STRICT.fullmatch(policy_of(client.get("/administration/"))["script-src"])


def test_one_policy_does_not_rub_off_on_the_next_answer(admin_client):
    admin_client.get("/admin/")
    assert STRICT.fullmatch(policy_of(admin_client.get("/"))["script-src"])


def test_films_come_only_from_the_players_that_ask_for_consent(client):
    assert policy_of(client.get("/"))["frame-src"] == (
        "'self' https://www.youtube-nocookie.com https://player.vimeo.com"
    )


# Caches


PAGES = ["/", "/articles/", "/search/?q=x", "/nowhere/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_the_bar_for_those_who_edit_it_is_kept_by_no_shared_cache(editor_client, path):
    response = editor_client.get(path)
    assert b"wagtail-userbar" in response.content
    assert response["Cache-Control"] == "private"
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("path", PAGES)
def test_what_every_reader_gets_may_be_kept_by_anybody(client, path):
    response = client.get(path)
    assert b"wagtail-userbar" not in response.content
    assert "private" not in response.get("Cache-Control", "")


def test_a_picture_stays_public_for_those_who_edit_too(editor_client):
    assert editor_client.get(ImageFactory().file.url)["Cache-Control"].startswith("public")


# Other headers


def test_the_browser_is_told_not_to_guess_frame_or_tell(client):
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


# Requests that cannot be meant


@pytest.mark.parametrize("path", ["/a%00b/", "/%00", "/articles/%00/", "/search/?q=%00", "/?page=1%00", "/admin/%00"])
def test_a_nul_byte_in_an_address_is_a_clean_400(client, path):
    response = client.get(path)
    assert response.status_code == 400
    assert b"We could not read that" in response.content


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "[::2]", "a_b!", "localhost:port"])
def test_an_unknown_host_is_a_clean_400(host):
    response = Client().get("/", headers={"host": host})
    assert response.status_code == 400
    assert b"We could not read that" in response.content


def test_an_unknown_host_gets_400_for_every_kind_of_address():
    for path_of in ("/", "/search/?q=a", "/nowhere/", "/admin/", "/sitemap.xml"):
        assert Client().get(path_of, headers={"host": "evil.example"}).status_code == 400


def test_an_answer_is_compressed_for_a_browser_that_can_read_it(client):
    article = ArticleFactory()
    assert client.get(article.get_url(), headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get(article.get_url()).headers


# The language


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "en-gb"),
        ("/articles/", "en-gb"),
        ("/pl/newsletter/sign-up/", "pl"),
        ("/pl/readers/comment/sent/", "pl"),
        ("/pl/", "en-gb"),
        ("/pl/search/", "en-gb"),
        ("/de/newsletter/sign-up/", "en-gb"),
        ("//pl/newsletter/", "en-gb"),
    ],
)
def test_an_address_says_its_language(db, path, language):
    """Without Polish pages, what is mailed and sent is all that speaks Polish."""
    request = RequestFactory().get(path, headers={"host": "localhost"})
    middleware = LanguageMiddleware(lambda request: HttpResponse(get_language()))
    assert middleware(request).content.decode() == request.LANGUAGE_CODE == language
    assert get_language() == "en-gb"
