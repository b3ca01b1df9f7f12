"""Every page type: routable, renderable, editable, previewable in each mode; also as a draft with only a name."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.coreutils import get_dummy_request
from wagtail.models import Page, Site, get_page_models
from wagtail.test.utils import WagtailPageTestCase

from articles.models import ArticleIndexPage, ArticlePage, AuthorPage
from core.models import BasePage
from home.models import ContentPage, HomePage, LandingPage
from newsletter.models import GuidebookIndexPage, GuidebookPage
from tests.factories import ArticleFactory, AuthorFactory, ContentPageFactory, ImageFactory, LandingPageFactory
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory
from tests.form_data import page_form

pytestmark = pytest.mark.django_db
TREE: dict[type[Page], tuple[set[type[Page]], set[type[Page]]]] = {
    # A type, the types it may stand under, and the types that may stand under it.
    HomePage: ({Page}, {ArticleIndexPage, GuidebookIndexPage, LandingPage, ContentPage}),
    ArticleIndexPage: ({HomePage}, {AuthorPage}),
    AuthorPage: ({ArticleIndexPage}, {ArticlePage}),
    ArticlePage: ({AuthorPage}, set()),
    LandingPage: ({HomePage}, set()),
    ContentPage: ({HomePage, ContentPage}, {ContentPage}),
    GuidebookIndexPage: ({HomePage}, {GuidebookPage}),
    GuidebookPage: ({GuidebookIndexPage}, set()),
}
TYPES = list(TREE)
SPRING = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
by_name = pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)


class Assertions(WagtailPageTestCase):
    """Wagtail's assertions on pages, for function tests."""

    __test__ = False


@pytest.fixture
def check(admin: Any) -> Assertions:
    assertions = Assertions()
    assertions.client = Client()
    assertions.dummy_request = get_dummy_request(site=Site.objects.get())
    assertions._pageiseditable_superuser = assertions._pageispreviewable_superuser = admin
    return assertions


@pytest.fixture
def form_of(admin_client: Client) -> Callable[..., dict[str, Any]]:
    """What the browser sends when an editor opens a page and presses a button."""

    def read(page: Page, **changes: Any) -> dict[str, Any]:
        html = admin_client.get(edit_url(page)).content.decode()
        return page_form(html, page, **changes)

    return read


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# Pages with everything, and pages with nothing


def whole(model: type[Page]) -> Page:
    """A published page of this type with every kind of block that it can hold."""
    image = ImageFactory()
    offer = GuidebookPageFactory(cover=image)
    author = AuthorFactory(portrait=image, biography="<p>Here.</p>")
    article = ArticleFactory(parent=author, hero_image=image, hero_alt_text="A harbour", published_at=SPRING)
    story = b.whole_vocabulary(image, article, offer)
    makers: dict[type[Page], Callable[[], Page]] = {
        HomePage: lambda: filled(HomePage.objects.get(), sections=b.stream(*b.whole_home_page(offer))),
        ArticleIndexPage: ArticleIndexPage.objects.get,
        AuthorPage: lambda: author,
        ArticlePage: lambda: filled(article, body=b.stream(*story)),
        LandingPage: lambda: LandingPageFactory(sections=b.stream(*b.whole_landing_page(image, offer))),
        ContentPage: lambda: ContentPageFactory(body=b.stream(*story[:-1])),
        GuidebookIndexPage: GuidebookIndexPage.objects.get,
        GuidebookPage: lambda: offer,
    }
    return makers[model]()


def filled(page: Page, **fields: Any) -> Page:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def empty(model: type[Page]) -> Page:
    """A draft that has a title, as it is saved by itself while an editor has only begun."""
    parents: dict[type[Page], Callable[[], Page]] = {
        AuthorPage: ArticleIndexPage.objects.get,
        ArticlePage: AuthorFactory,
        LandingPage: HomePage.objects.get,
        ContentPage: HomePage.objects.get,
        GuidebookPage: GuidebookIndexPage.objects.get,
    }
    if model not in parents:
        return model.objects.get()
    page = model(title="Begun", slug="begun", live=False)
    parents[model]().add_child(instance=page)
    return page


# Where they stand


def test_every_page_type_of_ours_is_looked_at_here():
    assert {model for model in get_page_models() if issubclass(model, BasePage)} == set(TYPES)


def test_the_tree_has_no_other_page_types():
    """Wagtail's plain page stands at the root alone."""
    assert {model for model in get_page_models() if not issubclass(model, BasePage)} == {Page}
    assert [model for model in Page.creatable_subpage_models() if model is not HomePage] == []


@by_name
def test_it_stands_where_it_makes_sense_and_nowhere_else(check, model):
    parents, children = TREE[model]
    check.assertAllowedParentPageTypes(model, parents)
    check.assertAllowedSubpageTypes(model, children)


@by_name
def test_only_a_plain_page_can_stand_below_its_own_kind(check, model):
    for other in TYPES:
        if other in TREE[model][1]:
            check.assertCanCreateAt(model, other)
        else:
            check.assertCanNotCreateAt(model, other)


@by_name
def test_an_editor_is_told_what_it_is_for(model):
    assert str(model.page_description)
    assert str(model._meta.verbose_name) != model._meta.model_name


# Published


@by_name
def test_it_is_found_shown_edited_and_previewed(check, form_of, model):
    page = whole(model)
    check.assertPageIsRoutable(page)
    check.assertPageIsRenderable(page)
    check.assertPageIsEditable(page, post_data=form_of(page))
    for mode, _ in page.preview_modes:
        check.assertPageIsPreviewable(page, mode=mode, post_data=form_of(page))


ROUTES = [(ArticleIndexPage, "feed/"), (AuthorPage, "feed/")]


@pytest.mark.parametrize(("model", "route"), ROUTES)
def test_its_further_addresses_are_found_and_shown(check, model, route):
    page = whole(model)
    check.assertPageIsRoutable(page, route)
    check.assertPageIsRenderable(page, route)


@by_name
def test_publishing_it_from_its_form_changes_nothing_of_it(admin_client, form_of, model):
    """What the form does not show, or shows wrongly, would be lost here."""
    page = whole(model)
    before = content_of(page)
    response = admin_client.post(edit_url(page), form_of(page, **{"action-publish": "1"}))
    assert response.status_code == 302, response.context["form"].errors
    assert content_of(model.objects.get(pk=page.pk)) == before


def content_of(page: Page) -> dict[str, Any]:
    """What an editor wrote, without dates, revisions and keys."""
    own = {field.name for field in page._meta.get_fields() if field.model._meta.app_label != "wagtailcore"}
    kept = own | {"title", "slug", "seo_title", "search_description", "show_in_menus", "live"}
    return {name: keyless(value) for name, value in page.serializable_data().items() if name in kept}


def keyless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    if isinstance(value, list):
        return [keyless(item) for item in value]
    if isinstance(value, dict) and value.get("type") == "item":
        return keyless(value["value"])
    if isinstance(value, dict):
        return {name: keyless(part) for name, part in value.items() if name not in {"id", "pk"} and part != ""}
    return re.sub(r' data-block-key="[^"]*"', "", value) if isinstance(value, str) else value


# Drafts


@by_name
def test_a_draft_with_nothing_but_a_name_can_be_edited_and_previewed(check, form_of, model):
    page = empty(model)
    check.assertPageIsEditable(page, post_data=form_of(page))
    for mode, _ in page.preview_modes:
        check.assertPageIsPreviewable(page, mode=mode, post_data=form_of(page))


@by_name
def test_a_draft_with_nothing_but_a_name_can_be_shown(client, model):
    """As when somebody publishes too early; a page that is thin is better than an error."""
    page = empty(model)
    type(page).objects.filter(pk=page.pk).update(live=True)
    response = client.get(page.get_url())
    assert response.status_code == 200
    assert page.title in response.content.decode()


@by_name
def test_a_draft_is_saved_although_it_is_not_whole(admin_client, form_of, model):
    page = empty(model)
    response = admin_client.post(edit_url(page), form_of(page, title="Begun again"))
    assert response.status_code == 302, response.context["form"].errors
    assert Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().title == "Begun again"


NEW = [AuthorPage, ArticlePage, LandingPage, ContentPage, GuidebookPage]


@pytest.mark.parametrize("model", NEW, ids=lambda model: model.__name__)
def test_a_page_that_was_never_saved_can_be_previewed(admin_client, model):
    """The panel beside the form shows it from the first word on; other pages are there already."""
    ArticleFactory()
    parent = empty(model).get_parent()
    names = [model._meta.app_label, model._meta.model_name, parent.pk]
    html = admin_client.get(reverse("wagtailadmin_pages:add", args=names)).content.decode()
    url = reverse("wagtailadmin_pages:preview_on_add", args=names)
    response = admin_client.post(url, page_form(html, model(), title="First words", slug="first-words"))
    assert response.json() == {"is_valid": True, "is_available": True}
    for mode, _ in model(title="x").preview_modes:
        shown = admin_client.get(f"{url}?{urlencode({'mode': mode})}")
        assert shown.status_code == 200
        assert mode or "First words" in shown.content.decode()


@by_name
def test_a_withdrawn_page_is_still_edited_and_previewed(check, form_of, model):
    page = whole(model)
    page.unpublish()
    check.assertPageIsEditable(page, post_data=form_of(page))
    check.assertPageIsPreviewable(page, post_data=form_of(page))


@by_name
def test_its_history_and_its_copy_work(admin_client, model):
    page = whole(model)
    page.save_revision()
    assert admin_client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).status_code == 200
    assert admin_client.get(reverse("wagtailadmin_explore", args=[page.pk])).status_code in {200, 302}
    first, last = page.revisions.earliest("pk"), page.revisions.latest("pk")
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk])
    assert admin_client.get(url).status_code == 200
