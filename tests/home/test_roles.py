"""Who may do what: editors write, moderators publish, marketing has its own pages and nothing else."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import ArticleIndexPage, ArticlePage, AuthorPage
from core.models import SiteSettings
from home.models import ContentPage, HomePage, LandingPage
from newsletter.models import GuidebookIndexPage, GuidebookPage
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, LandingPageFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.django_db
ROLES = ["editor", "moderator", "marketer"]

# What each role may change. All of it is said here, so that a right that is given by mistake is seen.
CHANGES = {
    "editor": {ArticlePage, AuthorPage},
    "moderator": {
        HomePage,
        ArticleIndexPage,
        ArticlePage,
        AuthorPage,
        LandingPage,
        ContentPage,
        GuidebookIndexPage,
        GuidebookPage,
    },
    "marketer": {LandingPage, GuidebookIndexPage, GuidebookPage},
}
PUBLISHES = {"editor": set(), "moderator": CHANGES["moderator"], "marketer": CHANGES["marketer"]}
ADDS = {
    "editor": {ArticlePage, AuthorPage},
    "moderator": {ArticlePage, AuthorPage, LandingPage, ContentPage, GuidebookPage},
    "marketer": {LandingPage, GuidebookPage},
}
PARENTS = {
    ArticlePage: AuthorPage,
    AuthorPage: ArticleIndexPage,
    LandingPage: HomePage,
    ContentPage: HomePage,
    GuidebookPage: GuidebookIndexPage,
}


@pytest.fixture
def pages(home_page, article_index, guidebook_index):
    """One published page of each type."""
    author = AuthorFactory(title="Ann Berg")
    made = [
        home_page,
        article_index,
        guidebook_index,
        author,
        ArticleFactory(parent=author),
        LandingPageFactory(),
        ContentPageFactory(),
        GuidebookPageFactory(),
    ]
    return {type(page): page for page in made}


def clients(request, role: str):
    name = {"editor": "editor_client", "moderator": "moderator_client", "marketer": "marketing_client"}[role]
    return request.getfixturevalue(role), request.getfixturevalue(name)


def status(response) -> bool:
    """Whether it was allowed; Wagtail answers a refusal by sending the user home."""
    assert response.status_code in {200, 302, 403}, response.status_code
    return response.status_code == 200 or (response.status_code == 302 and response["Location"] != "/admin/")


# Groups


def test_there_are_four_groups_and_each_comes_into_the_admin():
    for name in ("Editors", "Moderators", "Marketing", "Operators"):
        group = Group.objects.get(name=name)
        assert group.permissions.filter(codename="access_admin").exists()


@pytest.mark.parametrize("who", ["admin_client", "editor_client", "moderator_client", "marketing_client"])
def test_everybody_sees_the_front_of_the_admin(request, who):
    response = request.getfixturevalue(who).get("/admin/")
    assert response.status_code == 200
    assert b"Good to see you" in response.content


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 200


def test_somebody_without_a_group_stays_outside(client):
    from tests.factories import UserFactory

    client.force_login(UserFactory())
    assert client.get("/admin/").status_code in {302, 403}


# Changing


@pytest.mark.parametrize("role", ROLES)
def test_a_role_changes_its_own_kinds_of_page_and_no_other(request, pages, role):
    _, client = clients(request, role)
    opened = {
        kind for kind, page in pages.items() if status(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    }
    assert opened == CHANGES[role]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_publishes_its_own_kinds_of_page_and_no_other(request, pages, role):
    user, client = clients(request, role)
    withdrawn = set()
    for kind, page in pages.items():
        assert page.permissions_for_user(user).can_publish() is (kind in PUBLISHES[role])
        if kind in (HomePage, ArticleIndexPage, GuidebookIndexPage, AuthorPage):
            continue
        client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        if not Page.objects.get(pk=page.pk).live:
            withdrawn.add(kind)
    assert withdrawn == PUBLISHES[role] & {ArticlePage, LandingPage, ContentPage, GuidebookPage}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_cannot_take_away_what_is_not_its_own(request, pages, role):
    _, client = clients(request, role)
    for kind, page in pages.items():
        if kind in CHANGES[role]:
            continue
        for view in ("delete", "unpublish", "move", "copy"):
            assert not status(client.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk]))), (kind, view)
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
        assert Page.objects.get(pk=page.pk).live, kind


@pytest.mark.parametrize("role", ["editor", "marketer"])
@pytest.mark.parametrize("action", ["delete", "unpublish", "publish", "move"])
def test_no_bulk_action_reaches_what_is_not_ones_own(request, pages, role, action):
    _, client = clients(request, role)
    strangers = [page for kind, page in pages.items() if kind not in CHANGES[role] and page.depth > 2]
    before = {page.pk: (page.live, page.path) for page in Page.objects.all()}
    query = "&".join(f"id={page.pk}" for page in strangers)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    client.post(f"{url}?{query}&next=/admin/", {"chooser": pages[HomePage].pk, "include_descendants": "on"})
    assert {page.pk: (page.live, page.path) for page in Page.objects.all()} == before


def test_marketing_cannot_move_an_article(marketing_client, pages):
    article, other = pages[ArticlePage], AuthorFactory()
    url = reverse("wagtailadmin_pages:move_confirm", args=[article.pk, other.pk])
    marketing_client.post(url, {"slug": article.slug})
    assert Page.objects.get(pk=article.pk).get_parent().pk == pages[AuthorPage].pk


def test_marketing_cannot_bring_back_an_old_version_of_an_article(marketing_client, pages):
    revision = pages[ArticlePage].save_revision()
    url = reverse("wagtailadmin_pages:revisions_revert", args=[pages[ArticlePage].pk, revision.pk])
    assert not status(marketing_client.get(url))


def test_marketing_cannot_hide_an_article_behind_a_password(marketing_client, pages):
    url = reverse("wagtailadmin_pages:set_privacy", args=[pages[ArticlePage].pk])
    marketing_client.post(url, {"restriction_type": "password", "password": "x"})
    assert not pages[ArticlePage].get_view_restrictions().exists()


def test_marketing_cannot_preview_an_article(marketing_client, pages):
    revision = pages[ArticlePage].save_revision()
    for name, args in (
        ("preview_on_edit", [pages[ArticlePage].pk]),
        ("view_draft", [pages[ArticlePage].pk]),
        ("revisions_view", [pages[ArticlePage].pk, revision.pk]),
    ):
        assert not status(marketing_client.get(reverse(f"wagtailadmin_pages:{name}", args=args))), name


# Adding


def add_url(kind: type[Page], parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, parent.pk])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_adds_its_own_kinds_of_page_and_no_other(request, pages, role):
    _, client = clients(request, role)
    added = {kind for kind, parent in PARENTS.items() if status(client.get(add_url(kind, pages[parent])))}
    assert added == ADDS[role]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_only_what_it_may_add(request, pages, role):
    _, client = clients(request, role)
    for parent in (HomePage, ArticleIndexPage, GuidebookIndexPage, AuthorPage):
        response = client.get(reverse("wagtailadmin_pages:add_subpage", args=[pages[parent].pk]), follow=True)
        offered = {
            kind for kind in PARENTS if add_url(kind, pages[parent]).encode() in response.content + final(response)
        }
        allowed = {kind for kind in ADDS[role] if PARENTS[kind] is parent}
        assert offered == allowed, parent


def final(response) -> bytes:
    """Where there is one type only, Wagtail goes straight to its form."""
    return response.redirect_chain[-1][0].encode() if response.redirect_chain else b""


@pytest.mark.parametrize("role", ROLES)
def test_nobody_adds_a_second_front_page_or_index(request, pages, role):
    _, client = clients(request, role)
    root = Page.objects.get(depth=1)
    assert not status(client.get(add_url(HomePage, root)))
    for kind in (ArticleIndexPage, GuidebookIndexPage):
        assert not status(client.get(add_url(kind, pages[HomePage])))


# From the first word to the reader


def article_form(**changes) -> dict:
    data = {
        "title": "Ask twice",
        "slug": "ask-twice",
        "standfirst": "Why?",
        "hero_image": "",
        "body": streamfield([("paragraph", rich_text("<p>Some words.</p>"))]),
        "article_authors": inline_formset([]),
        "comments": inline_formset([]),
        **changes,
    }
    return {**nested_form_data(data), "topics": [TopicFactory(name="Decisions").pk]}


def test_an_editor_writes_and_a_moderator_publishes(client, editor_client, moderator_client, pages):
    author = pages[AuthorPage]
    editor_client.post(add_url(ArticlePage, author), article_form())
    article = ArticlePage.objects.get(slug="ask-twice")
    assert not article.live
    assert client.get(article.get_url()).status_code == 404
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    editor_client.post(url, article_form(**{"action-publish": "1"}))
    assert not ArticlePage.objects.get(pk=article.pk).live, "An editor does not publish."
    moderator_client.post(url, article_form(**{"action-publish": "1"}))
    assert ArticlePage.objects.get(pk=article.pk).live
    html = client.get(article.get_url()).content.decode()
    assert "Some words." in html
    assert "Ann Berg" in html


def test_an_editor_is_refused_the_withdrawal_of_an_article(editor_client, pages):
    editor_client.post(reverse("wagtailadmin_pages:unpublish", args=[pages[ArticlePage].pk]))
    assert ArticlePage.objects.get(pk=pages[ArticlePage].pk).live


def test_an_editor_deletes_a_draft_but_no_published_article(editor_client, pages):
    draft = ArticleFactory(parent=pages[AuthorPage], live=False)
    for page in (draft, pages[ArticlePage]):
        editor_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not ArticlePage.objects.filter(pk=draft.pk).exists()
    assert ArticlePage.objects.filter(pk=pages[ArticlePage].pk).exists()


def test_marketing_adds_a_landing_page_and_publishes_it_in_one_go(client, marketing_client, pages):
    data = {
        "title": "Lead better",
        "slug": "lead-better",
        "sections": streamfield([("text", rich_text("<p>One evening.</p>"))]),
        "show_menu": "on",
        "comments": inline_formset([]),
        "action-publish": "1",
    }
    marketing_client.post(add_url(LandingPage, pages[HomePage]), nested_form_data(data))
    assert LandingPage.objects.get(slug="lead-better").live
    assert b"One evening." in client.get("/lead-better/").content


def test_marketing_moves_no_page_out_of_its_place(marketing_client, pages):
    """The menu is in the order of the tree."""
    url = reverse("wagtailadmin_pages:set_page_position", args=[pages[ContentPage].pk])
    before = list(Page.objects.order_by("path").values_list("pk", flat=True))
    marketing_client.post(f"{url}?position=0")
    assert list(Page.objects.order_by("path").values_list("pk", flat=True)) == before


# The rest of the admin


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("wagtailimages:index", {"editor", "moderator", "marketer"}),
        ("wagtailimages:add", {"editor", "moderator", "marketer"}),
        ("wagtailusers_users:index", set()),
        ("wagtailusers_groups:index", set()),
        ("wagtailsites:index", set()),
        ("wagtailredirects:index", set()),
        ("wagtailadmin_collections:index", set()),
    ],
)
def test_other_parts_of_the_admin_are_for_those_who_need_them(request, url, allowed):
    opened = {role for role in ROLES if status(clients(request, role)[1].get(reverse(url)))}
    assert opened == allowed


@pytest.mark.parametrize(("role", "allowed"), [("editor", False), ("marketer", False), ("moderator", True)])
def test_the_settings_of_the_site_are_for_moderators(request, site_settings, role, allowed):
    _, client = clients(request, role)
    url = reverse("wagtailsettings:edit", args=["core", "sitesettings", site_settings.site_id])
    assert status(client.get(url)) is allowed
    assert ("/admin/settings/core/sitesettings/" in client.get("/admin/").content.decode()) is allowed
    if not allowed:
        client.post(url, {"name": "Taken over"})
        assert SiteSettings.objects.get().name == "Leaders Island"


def test_an_editor_sees_no_menu_of_marketings(editor_client, marketing_client):
    assert "Marketing" in marketing_client.get("/admin/").content.decode()
    menu = editor_client.get("/admin/").content.decode()
    assert '"Marketing"' not in menu


def test_somebody_who_is_no_longer_active_may_nothing(editor, pages):
    editor.is_active = False
    editor.save()
    tester = pages[ArticlePage].permissions_for_user(type(editor).objects.get(pk=editor.pk))
    assert not any((tester.can_edit(), tester.can_publish(), tester.can_delete(), tester.can_add_subpage()))


def test_a_stranger_may_nothing(pages):
    from django.contrib.auth.models import AnonymousUser

    tester = pages[ArticlePage].permissions_for_user(AnonymousUser())
    assert not any((tester.can_edit(), tester.can_publish(), tester.can_delete(), tester.can_add_subpage()))


def test_an_administrator_may_everything(admin, pages):
    for kind, page in pages.items():
        tester = page.permissions_for_user(admin)
        assert tester.can_edit(), kind
        assert tester.can_publish(), kind
        assert tester.can_delete(), kind
