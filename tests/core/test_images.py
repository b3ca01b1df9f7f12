"""Pictures for readers: made by a task, shown when ready, and never in between."""

import pytest
from wagtail.images.forms import get_image_form
from wagtail.models import PageViewRestriction

from core.images import FORMATS, SHAPES, collecting, formats, make_sources, want
from core.models import SiteImage, SiteRendition
from core.pictures import Picture
from core.sharing import picture_of_image
from core.templatetags.core_tags import responsive_image
from tests.factories import ArticleFactory, ContentPageFactory, ImageFactory, picture_file
from tests.factories.blocks import image as image_block
from tests.factories.blocks import stream
from tests.factories.images import picture_bytes

pytestmark = pytest.mark.django_db


def fresh(image: SiteImage) -> SiteImage:
    return SiteImage.objects.get(pk=image.pk)


def replace_file(image: SiteImage) -> None:
    """As an editor does in the admin: the form also removes the old file and its renditions."""
    form_class = get_image_form(SiteImage)
    data = {"title": image.title, "collection": image.collection_id}
    form = form_class(data, {"file": picture_file("other.jpg", 80, 60, colour="crimson")}, instance=image)
    assert form.is_valid(), form.errors
    form.save()


# Making


def test_a_shape_is_made_in_every_format_narrowest_first():
    image = ImageFactory(width=900, height=600)
    make_sources(image.pk, "inline")
    sources = fresh(image).ready_sources("inline")
    assert set(sources) == set(FORMATS)
    for files in sources.values():
        assert [width for _, width, _ in files] == [400, 800, 900]
        assert [round(height / 10) for _, _, height in files] == [27, 53, 60]


def test_a_small_original_is_not_repeated_for_every_width():
    image = ImageFactory(width=60, height=40)
    make_sources(image.pk, "hero")
    assert len(fresh(image).ready_sources("hero")["jpeg"]) == 1


def test_the_files_are_what_their_names_say():
    image = ImageFactory()
    make_sources(image.pk, "portrait")
    for rendition in image.renditions.all():
        kind = rendition.filter_spec.partition("format-")[2]
        with rendition.file.open("rb") as file:
            start = file.read(16)
        magic = {"jpeg": b"\xff\xd8\xff", "webp": b"RIFF", "avif": b"ftyp"}[kind]
        assert magic in start


def test_for_sharing_there_is_one_picture_that_every_network_reads():
    image = ImageFactory(width=1300, height=800)
    make_sources(image.pk, "social")
    assert formats("social") == ("jpeg",)
    ((_, width, height),) = fresh(image).ready_sources("social")["jpeg"]
    assert (width, height) == (1200, 630)


def test_what_is_ready_is_not_made_again(django_assert_max_num_queries):
    image = ImageFactory()
    make_sources(image.pk, "hero")
    with django_assert_max_num_queries(1):
        make_sources(image.pk, "hero")


def test_shapes_are_kept_beside_each_other():
    image = ImageFactory()
    make_sources(image.pk, "hero")
    make_sources(image.pk, "social")
    assert fresh(image).ready_sources("hero")
    assert fresh(image).ready_sources("social")


def test_a_file_that_changes_while_the_task_is_at_work_leaves_nothing_wrong(monkeypatch):
    image = ImageFactory()

    def change(picture, shape, format_name):
        replace_file(fresh(image))
        return [["old.jpg", 1, 1]]

    monkeypatch.setattr("core.images.renditions", change)
    make_sources(image.pk, "social")
    assert fresh(image).ready_sources("social") is None


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_can_be_made(shape):
    image = ImageFactory()
    make_sources(image.pk, shape)
    assert fresh(image).ready_sources(shape)


# Stale


def test_a_new_file_makes_what_was_ready_stale():
    image = ImageFactory()
    make_sources(image.pk, "hero")
    image = fresh(image)
    replace_file(image)
    assert image.ready_sources("hero") is None


def test_a_new_focal_point_makes_what_was_ready_stale():
    image = ImageFactory()
    make_sources(image.pk, "hero")
    image = fresh(image)
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 10, 10, 5, 5
    image.save()
    assert image.ready_sources("hero") is None


def test_the_shapes_that_were_in_use_are_made_again_by_a_task(run_jobs):
    image = ImageFactory()
    make_sources(image.pk, "hero")
    make_sources(image.pk, "social")
    old = fresh(image).ready_sources("hero")
    replace_file(fresh(image))
    run_jobs()
    new = fresh(image).ready_sources("hero")
    assert new["jpeg"][0][1] == 80
    assert new["jpeg"][0][0] != old["jpeg"][0][0]
    assert fresh(image).ready_sources("social")


def test_a_new_title_makes_nothing_stale(run_jobs):
    image = ImageFactory()
    make_sources(image.pk, "hero")
    image = fresh(image)
    image.title = "A harbour"
    image.save()
    assert image.ready_sources("hero")
    assert run_jobs() == []


def test_a_picture_that_was_never_shown_needs_no_task(run_jobs):
    image = ImageFactory()
    replace_file(image)
    assert run_jobs() == []


# Collecting


def test_within_the_block_what_is_wanted_is_noted():
    image = ImageFactory()
    with collecting() as wanted:
        want(image, "hero")
        want(image, "hero")
        want(image, "social")
    assert wanted == {(image.pk, "hero"), (image.pk, "social")}


def test_outside_the_block_nothing_is_noted():
    image = ImageFactory()
    with collecting() as wanted:
        pass
    want(image, "hero")
    assert wanted == set()


def test_a_block_within_a_block_has_its_own_notes():
    image = ImageFactory()
    with collecting() as outer:
        with collecting() as inner:
            want(image, "hero")
        want(image, "social")
    assert inner == {(image.pk, "hero")}
    assert outer == {(image.pk, "social")}


# Showing


def test_what_is_not_ready_is_shown_as_the_original():
    image = ImageFactory()
    picture = Picture.of(image, "hero")
    assert (picture.fallback.url, *picture.fallback[1:]) == (image.file.url, 60, 40)
    assert (picture.modern, picture.srcset) == ((), "")
    assert f'<img src="{image.file.url}" width="60" height="40"' in responsive_image(image, "hero")


def test_what_is_ready_is_shown_best_format_first():
    image = ImageFactory(width=900, height=600)
    make_sources(image.pk, "hero")
    picture = Picture.of(fresh(image), "hero")
    assert [source.type for source in picture.modern] == ["image/avif", "image/webp"]
    assert picture.fallback.url.endswith(".jpg")
    assert picture.fallback[1:] in {(720, 480), (900, 600)}
    assert picture.modern[0].srcset.count("w") >= 3
    html = responsive_image(fresh(image), "hero", sizes="50vw", alt="A harbour", loading="eager")
    assert html.index(picture.modern[0].srcset) < html.index(picture.modern[1].srcset) < html.index(picture.srcset)
    assert html.count('sizes="50vw"') == 3
    assert 'alt="A harbour" fetchpriority="high"' in html


def test_no_picture_is_nothing():
    assert responsive_image(None, "hero") == ""


def test_a_shared_link_shows_the_original_until_its_picture_is_ready():
    image = ImageFactory(width=1300, height=800, description="A harbour")
    before = picture_of_image(image, "https://example.com/")
    assert (before.url, before.width, before.height) == (f"https://example.com{image.file.url}", 1300, 800)
    assert before.alt == "A harbour"
    make_sources(image.pk, "social")
    after = picture_of_image(fresh(image), "https://example.com/")
    assert after.url.startswith("https://example.com/media/images/")
    assert (after.width, after.height) == (1200, 630)


def test_an_address_that_is_absolute_stays_as_it_is(monkeypatch):
    image = ImageFactory()
    monkeypatch.setattr(type(image.file), "url", "https://files.example.com/a.jpg")
    assert picture_of_image(image, "https://example.com/").url == "https://files.example.com/a.jpg"
    assert picture_of_image(None, "https://example.com/") is None


# From publishing to the reader


def test_a_reader_never_makes_a_rendition(client, home_page):
    image = ImageFactory()
    article = ArticleFactory(
        hero_image=image, body=stream(image_block(image), image_block(image, width="full")), social_image=image
    )
    for url in (article.get_url(), "/", "/articles/", article.get_parent().get_url(), "/articles/feed/"):
        assert client.get(url).status_code == 200
    assert SiteRendition.objects.count() == 0


def test_after_publishing_the_worker_makes_what_the_page_shows(client, run_jobs):
    hero, inline = ImageFactory(colour="navy"), ImageFactory(colour="olive")
    article = ArticleFactory(hero_image=hero, body=stream(image_block(inline)))
    article.save_revision().publish()
    run_jobs()
    assert fresh(hero).ready_sources("hero")
    assert fresh(hero).ready_sources("social")
    assert fresh(inline).ready_sources("inline")
    html = client.get(article.get_url()).content.decode()
    assert html.count('type="image/avif"') == 2
    assert hero.file.url not in html


def test_the_worker_makes_nothing_that_the_page_does_not_show(run_jobs):
    image = ImageFactory()
    page = ContentPageFactory(body=stream(image_block(image)))
    page.save_revision().publish()
    run_jobs()
    assert set(fresh(image).sources["shapes"]) == {"inline"}


def test_the_brands_pictures_are_made_when_the_settings_are_saved(site_settings, run_jobs):
    site_settings.logo, site_settings.social_image = ImageFactory(), ImageFactory()
    site_settings.save()
    run_jobs()
    assert fresh(site_settings.logo).ready_sources("logo")
    assert fresh(site_settings.social_image).ready_sources("social")


def test_a_page_behind_a_password_gets_its_pictures_too(run_jobs):
    image = ImageFactory()
    page = ContentPageFactory(body=stream(image_block(image)))
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    page.save_revision().publish()
    run_jobs()
    assert fresh(image).ready_sources("inline")


def test_one_broken_picture_does_not_keep_a_page_from_its_others(run_jobs):
    """Its header is whole, so that it could be uploaded, but its data break off."""
    data = picture_bytes(600, 400, colour="olive")
    broken, good = ImageFactory(), ImageFactory()
    with broken.file.storage.open(broken.file.name, "wb") as file:
        file.write(data[: len(data) // 2])
    article = ArticleFactory(hero_image=broken, body=stream(image_block(good)))
    article.save_revision().publish()
    run_jobs(expect_failures=True)
    assert fresh(good).ready_sources("inline")


def test_a_page_with_a_broken_picture_is_still_shown(client):
    image = ImageFactory()
    article = ArticleFactory(hero_image=image)
    image.file.storage.delete(image.file.name)
    assert client.get(article.get_url()).status_code == 200
