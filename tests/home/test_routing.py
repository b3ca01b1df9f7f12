"""Our routing gives the same answer as Wagtail's, in fewer queries."""

import pytest
from django.contrib.auth.models import Group
from django.http import Http404
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticlePage
from home.routing import DEEPEST, route
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db


def asked(path: str, host: str = "localhost"):
    return RequestFactory().get(f"/{path}", headers={"host": host})


def wagtails(path: str, host: str = "localhost"):
    request = asked(path, host)
    site = Site.find_for_request(request)
    try:
        return site.root_page.specific.route(request, [part for part in path.split("/") if part])
    except Http404:
        return None


def same(path: str) -> bool:
    """Whether both find the same page, view and arguments, or both nothing."""
    ours, theirs = route(asked(path), path), wagtails(path)
    if ours is None or theirs is None:
        return ours is theirs
    return (ours[0].pk, type(ours[0]), describe(ours[1]), ours[2]) == (
        theirs[0].pk,
        type(theirs[0]),
        describe(theirs[1]),
        theirs[2],
    )


def describe(args) -> list:
    """Views are bound to the page instance, of which there are two; their names are what matters."""
    return [
        getattr(arg, "__name__", arg) if callable(arg) else [getattr(a, "__name__", a) for a in arg] for arg in args
    ]


@pytest.fixture
def tree():
    author = AuthorFactory(slug="ann-berg")
    TopicFactory(name="Decisions")
    ArticleFactory(parent=author, slug="ask-twice", tags=["calm"])
    ArticleFactory(parent=author, slug="a-draft", live=False)
    ContentPageFactory(slug="imprint", parent=ContentPageFactory(slug="about"))
    LandingPageFactory(slug="lead-better")
    GuidebookPageFactory(slug="ten-principles")
    return author


PATHS = [
    "",
    "articles/",
    "articles/ann-berg/",
    "articles/ann-berg/ask-twice/",
    "articles/ann-berg/a-draft/",
    "articles/ann-berg/feed/",
    "articles/ann-berg/nothing/",
    "articles/feed/",
    "articles/topics/decisions/",
    "articles/topics/decisions/feed/",
    "articles/tags/calm/",
    "articles/topics/",
    "articles/nobody/",
    "articles/nobody/ask-twice/",
    "articles/ask-twice/",
    "ann-berg/",
    "about/",
    "about/imprint/",
    "imprint/",
    "about/imprint/more/",
    "lead-better/",
    "lead-better/more/",
    "guidebooks/",
    "guidebooks/ten-principles/",
    "nothing/",
    "home/",
    "articles/articles/",
    "about/about/",
    "articles//ann-berg/",
    "ARTICLES/",
    "/".join(["about"] * DEEPEST) + "/",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_address_has_wagtails_answer(tree, path):
    assert same(path)


def test_every_page_of_the_tree_has_wagtails_answer(tree):
    site = Site.objects.get(is_default_site=True)
    for page in Page.objects.descendant_of(site.root_page, inclusive=True):
        path = page.get_url().lstrip("/")
        assert same(path), path
        found = route(asked(path), path)
        assert (found is not None) is page.live, path


def test_a_page_is_found_by_its_place_not_by_its_slug_alone(tree):
    """Two pages of one name, in two places, and a third name that is in neither."""
    other = AuthorFactory(slug="ben-cole")
    mine, theirs = ArticleFactory(parent=tree, slug="same"), ArticleFactory(parent=other, slug="same")
    assert route(asked(""), "articles/ann-berg/same/")[0].pk == mine.pk
    assert route(asked(""), "articles/ben-cole/same/")[0].pk == theirs.pk
    assert route(asked(""), "articles/same/") is None


@pytest.mark.parametrize("path", ["x/" * (DEEPEST + 1), "about/" * 200, "a" * 3000 + "/"])
def test_an_address_that_no_page_can_have_is_found_without_asking(tree, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert route(asked(""), path) is None


@pytest.mark.parametrize("path", ["%", "a'b/", 'a"b/', "--/", "ż/", "🙂/", "a b/", "\\/", "..%2f/", "null/", "*/"])
def test_an_odd_address_is_not_found(client, tree, path):
    assert client.get(f"/{path}", follow=True).status_code == 404


def test_it_takes_three_queries_whatever_the_depth(tree, django_assert_num_queries):
    for path in ("articles/", "articles/ann-berg/", "articles/ann-berg/ask-twice/"):
        request = asked(path)
        with django_assert_num_queries(3):
            route(request, path)


def test_the_page_comes_with_what_its_template_shows(tree, django_assert_num_queries):
    page = route(asked(""), "articles/ann-berg/ask-twice/")[0]
    with django_assert_num_queries(0):
        assert page.locale.language_code
        assert page.social_image is None
        assert page.hero_image is None
        assert page.series is None


def test_a_host_without_a_site_has_no_page(tree):
    Site.objects.all().delete()
    assert route(asked(""), "articles/") is None


def test_a_second_site_has_its_own_tree(tree):
    about = Page.objects.get(slug="about")
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=about)
    assert route(asked("", "127.0.0.1"), "imprint/")[0].slug == "imprint"
    assert route(asked("", "127.0.0.1"), "articles/") is None


# Drafts, private pages, aliases


def test_a_draft_is_not_found_even_by_those_who_may_edit_it(client, admin_client, tree):
    for reader in (client, admin_client):
        assert reader.get("/articles/ann-berg/a-draft/").status_code == 404


def test_a_withdrawn_page_is_not_found(client, tree):
    article = ArticlePage.objects.get(slug="ask-twice")
    article.unpublish()
    assert client.get("/articles/ann-berg/ask-twice/").status_code == 404


def restrict(slug: str, kind: str) -> PageViewRestriction:
    page = Page.objects.get(slug=slug)
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")


@pytest.mark.parametrize("restricted", ["ask-twice", "ann-berg", "articles"])
def test_a_page_behind_a_password_asks_for_it_wherever_above_it_that_is_set(client, tree, restricted):
    restrict(restricted, "password")
    response = client.get("/articles/ann-berg/ask-twice/")
    assert b"Here a password is asked for" in response.content
    assert b"Nobody was ever late" not in response.content


def test_the_right_password_opens_the_page(client, tree):
    restriction = restrict("ask-twice", "password")
    page = Page.objects.get(slug="ask-twice")
    url = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    data = {"password": "wrong", "return_url": "/articles/ann-berg/ask-twice/"}
    assert client.post(url, data).status_code == 200
    assert b"Nobody was ever late" not in client.get("/articles/ann-berg/ask-twice/").content
    response = client.post(url, {**data, "password": "open sesame"}, follow=True)
    assert b"Nobody was ever late" in response.content


def test_a_page_for_members_leads_to_the_sign_in(client, editor_client, tree):
    restrict("ask-twice", "login")
    response = client.get("/articles/ann-berg/ask-twice/")
    assert response.status_code == 302
    assert response["Location"].startswith("/_util/login/?next=")
    assert editor_client.get("/articles/ann-berg/ask-twice/").status_code == 200


def test_the_sign_in_for_readers_is_a_page_of_the_site(client):
    html = client.get("/_util/login/?next=/articles/").content.decode()
    assert "Sign in to read this page" in html


def test_a_page_for_a_group_is_for_that_group(editor_client, marketing_client, tree):
    restriction = restrict("ask-twice", "groups")
    restriction.groups.add(Group.objects.get(name="Editors"))
    assert editor_client.get("/articles/ann-berg/ask-twice/").status_code == 200
    assert marketing_client.get("/articles/ann-berg/ask-twice/").status_code == 302


@pytest.mark.parametrize("kind", ["password", "login"])
def test_a_restriction_above_a_second_site_counts_there_too(client, tree, home_page, kind):
    Site.objects.create(hostname="127.0.0.1", port=80, root_page=Page.objects.get(slug="about"))
    restrict(home_page.slug, kind)
    for path in ("/", "/imprint/"):
        assert b"We keep what we promise." not in client.get(path, headers={"host": "127.0.0.1"}).content


@pytest.mark.parametrize("path", ["articles/feed/", "articles/topics/decisions/", "articles/ann-berg/feed/"])
def test_what_stands_below_a_restricted_page_is_restricted_too(client, tree, path):
    restrict("articles", "login")
    assert client.get(f"/{path}").status_code == 302


def test_a_restriction_elsewhere_says_nothing(client, tree):
    restrict("about", "login")
    assert client.get("/articles/ann-berg/ask-twice/").status_code == 200


def test_an_alias_shows_what_its_source_shows(client, tree):
    source = Page.objects.get(slug="about").specific
    alias = source.create_alias(update_slug="who-we-are")
    response = client.get("/who-we-are/")
    assert response.status_code == 200
    assert b"We keep what we promise." in response.content
    assert alias.alias_of_id == source.pk


def test_an_alias_of_a_page_behind_a_password_asks_for_it_too(client, tree):
    Page.objects.get(slug="about").specific.create_alias(update_slug="who-we-are")
    restrict("about", "password")
    assert b"We keep what we promise." not in client.get("/about/").content
    assert same("who-we-are/")


def test_a_redirect_leads_from_an_old_address(client, tree):
    from wagtail.contrib.redirects.models import Redirect

    article = Page.objects.get(slug="ask-twice")
    Redirect.add_redirect("/2024/05/ask-twice/", article)
    response = client.get("/2024/05/ask-twice/")
    assert response.status_code == 301
    assert response["Location"] == "/articles/ann-berg/ask-twice/"


def test_an_address_without_its_slash_leads_to_the_one_with_it(client, tree):
    response = client.get("/articles/ann-berg")
    assert response.status_code == 301
    assert response["Location"] == "/articles/ann-berg/"
