"""What a picture knows of itself."""

import pytest
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from core.models import SiteImage
from tests.factories import ImageFactory

pytestmark = pytest.mark.django_db


def test_it_is_the_sites_picture_model():
    assert get_image_model() is SiteImage


def test_the_words_for_those_who_cannot_see_it_are_never_its_title():
    """A title begins as the name of a file."""
    image = ImageFactory(title="DSC_00123")
    assert image.default_alt_text == ""
    image.description = "A quiet harbour"
    assert image.default_alt_text == "A quiet harbour"


def test_an_editor_gives_description_and_credit():
    fields = get_image_form(SiteImage).base_fields
    assert {"title", "file", "description", "credit"} <= set(fields)
    assert "sources" not in fields


def test_a_new_picture_has_nothing_ready():
    image = ImageFactory()
    assert image.sources == {}
    assert image.ready_sources("hero") is None


def test_its_version_changes_with_file_and_focal_point_only():
    image = ImageFactory()
    before = image.version
    image.title = image.credit = image.description = "Another word"
    assert image.version == before
    image.focal_point_x = 3
    assert image.version != before


def test_sources_of_another_version_or_shape_are_not_shown():
    image = ImageFactory()
    image.sources = {"version": image.version, "shapes": {"hero": {"jpeg": []}}}
    assert image.ready_sources("hero") == {"jpeg": []}
    assert image.ready_sources("social") is None
    image.sources["version"] = "another"
    assert image.ready_sources("hero") is None


def test_a_picture_is_found_by_its_credit():
    from wagtail.search.backends import get_search_backend

    image = ImageFactory(credit="The Harbour Archive")
    assert list(get_search_backend().search("harbour", SiteImage)) == [image]


def test_one_rendition_of_a_kind():
    image = ImageFactory()
    assert image.get_rendition("width-20") == image.get_rendition("width-20")
    assert image.renditions.count() == 1
