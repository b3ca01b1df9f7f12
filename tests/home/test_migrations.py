"""The pages that every site has, and the groups of people who work on it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.blocks import StreamValue
from wagtail.models import GroupPagePermission, Locale, Page, Site

from articles.models import ArticleIndexPage
from home.models import HomePage
from newsletter.models import GuidebookIndexPage
from tests.factories import AuthorFactory, ContentPageFactory, ImageFactory, LandingPageFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db
migration = import_module("home.migrations.0002_site_tree_and_roles")


def test_a_new_site_has_a_front_page_and_two_indexes(home_page):
    assert [(page.specific_class, page.slug) for page in Page.objects.filter(depth__gte=2).order_by("path")] == [
        (HomePage, "home"),
        (ArticleIndexPage, "articles"),
        (GuidebookIndexPage, "guidebooks"),
    ]
    assert Site.objects.get().root_page_id == home_page.pk
    assert all(page.live for page in Page.objects.filter(depth__gte=2))


def test_the_tree_is_in_good_order():
    """Made row by row in a migration, where there is no library to keep paths and numbers in step."""
    assert not any(Page.find_problems())


def test_the_pages_of_a_new_site_can_be_edited_and_have_children_added():
    AuthorFactory()
    ContentPageFactory()
    for page in (HomePage.objects.get(), ArticleIndexPage.objects.get()):
        page.save_revision().publish()
    assert not any(Page.find_problems())


def test_the_language_of_the_site_is_the_one_in_its_settings(settings):
    assert [locale.language_code for locale in Locale.objects.all()] == [settings.LANGUAGE_CODE]
    assert set(Page.objects.values_list("locale__language_code", flat=True)) == {settings.LANGUAGE_CODE}


def test_the_front_page_is_found_from_the_first_minute_on(client):
    for path in ("/", "/articles/", "/guidebooks/"):
        assert client.get(path).status_code == 200


def test_running_it_on_a_site_that_has_pages_already_leaves_them_alone(home_page):
    home_page.title = "My own"
    home_page.save()
    before = list(Page.objects.values_list("pk", "title", "path"))
    migration.make_tree(apps, None)
    assert list(Page.objects.values_list("pk", "title", "path")) == before
    assert Site.objects.count() == 1


def test_making_the_groups_again_changes_nothing():
    def state():
        groups = Group.objects.order_by("name").prefetch_related("permissions")
        rights = {group.name: sorted(p.codename for p in group.permissions.all()) for group in groups}
        tree = sorted(GroupPagePermission.objects.values_list("group__name", "page__slug", "permission__codename"))
        return rights, tree

    before = state()
    migration.make_roles(apps, None)
    assert state() == before


def test_every_right_that_a_role_should_have_exists():
    """A model that is renamed would otherwise lose its right without a word."""
    for name, models in migration.ROLES.items():
        group = Group.objects.get(name=name)
        for label, actions in models.items():
            app_label, model = label.split(".")
            for action in actions or ["add", "change", "delete", "view"]:
                found = group.permissions.filter(content_type__app_label=app_label, codename=f"{action}_{model}")
                assert found.exists(), (name, label, action)


def test_no_role_has_a_right_on_the_whole_tree():
    """Wagtail's own migrations grant its two groups everything, from the root down."""
    assert not GroupPagePermission.objects.filter(page__depth=1).exists()


def test_no_model_has_changed_without_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_portraits_and_logos_chosen_with_words_are_kept_without(client):
    picture = ImageFactory()
    page = LandingPageFactory(sections=b.stream(b.text()))
    revision = page.save_revision()
    old = b.image_value(picture, "Words")
    said = {**b.said()["value"], "portrait": old}
    logos = [{"type": "item", "id": "1", "value": {"image": old, "name": "Harbour Office", "url": ""}}]
    sections = [b.block("testimonial", said), *(b.block("logos", {"heading": "", "logos": one}) for one in (logos, []))]
    type(page).objects.update(sections=StreamValue(page.sections.stream_block, sections, is_lazy=True))
    revision.content["sections"] = b.stream(*sections)
    revision.save()
    (pictures, _) = import_module("home.migrations.0005_pictures_that_say_their_name").Migration.operations
    pictures.migrate_stream_data_forward(apps, None)
    page = type(page).objects.get()
    for stored in (page, page.get_latest_revision_as_object()):
        testimonial, firms, _ = stored.sections
        assert testimonial.value["portrait"] == picture
        assert [logo["image"] for logo in firms.value["logos"]] == [picture]
    assert 'alt="Harbour Office"' in client.get(page.get_url()).content.decode()
