"""A picture's way from an editor's machine to readers: known when it comes twice, ready before anybody asks for it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from articles.models import ArticlePage
from core.images import make_sources
from core.models import SiteImage, SiteRendition
from tests.core.test_image_uploads import upload_many
from tests.factories import ArticleFactory
from tests.factories.images import picture_bytes
from tests.form_data import page_form

pytestmark = pytest.mark.django_db
HARBOUR, OTHER = picture_bytes(900, 600), picture_bytes(900, 600, colour="olive")


def upload_in_chooser(client, content, name="harbour.jpg"):
    """As the dialogue sends it in which an editor chooses a picture for a page."""
    prefix = "image-chooser-upload"
    data = {
        f"{prefix}-title": "A picture",
        f"{prefix}-file": SimpleUploadedFile(name, content, "image/jpeg"),
        f"{prefix}-collection": Collection.get_first_root_node().pk,
        **{f"{prefix}-{name}": "" for name in ("description", "credit", "licence", "use_until", "tags")},
        **{f"{prefix}-focal_point_{part}": "" for part in ("x", "y", "width", "height")},
    }
    response = client.post(reverse("wagtailimages_chooser:create"), data)
    assert response.status_code == 200
    return response.json()


def newest():
    return SiteImage.objects.latest("pk")


# The same picture again


def test_the_chooser_says_that_a_picture_is_there_already_and_offers_it(editor_client):
    assert upload_in_chooser(editor_client, HARBOUR)["step"] == "chosen"
    first = newest()
    answer = upload_in_chooser(editor_client, HARBOUR, "another-name.jpg")
    assert answer["step"] == "duplicate_found"
    assert reverse("wagtailimages_chooser:chosen", args=[newest().pk]) in answer["htmlFragment"]
    assert reverse("wagtailimages:delete", args=[newest().pk]) in answer["htmlFragment"]
    chosen = reverse("wagtailimages_chooser:chosen", args=[first.pk])
    response = editor_client.post(reverse("wagtailimages:delete", args=[newest().pk]) + f"?next={chosen}")
    assert (response.status_code, response["Location"]) == (302, chosen)
    assert editor_client.get(chosen).json()["result"]["id"] == str(first.pk)
    assert SiteImage.objects.get() == first


def add_one(client, content, title="A picture"):
    """As the page for a single picture sends it; what the list then says."""
    data = {
        "title": title,
        "file": SimpleUploadedFile("harbour.jpg", content, "image/jpeg"),
        "collection": Collection.get_first_root_node().pk,
    }
    response = client.post(reverse("wagtailimages:add"), data, follow=True)
    assert response.redirect_chain == [(reverse("wagtailimages:index"), 302)]
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def test_the_page_for_a_single_picture_says_it_too_and_leads_to_both(editor_client):
    ((level, _),) = add_one(editor_client, HARBOUR, "The harbour <in> June")
    assert level == "success"
    first = newest()
    _, (level, words) = add_one(editor_client, HARBOUR)
    assert level == "warning"
    assert "as “The harbour &lt;in&gt; June”" in words
    assert reverse("wagtailimages:edit", args=[first.pk]) in words
    assert reverse("wagtailimages:delete", args=[newest().pk]) in words
    assert len(add_one(editor_client, OTHER)) == 1


def test_another_picture_is_no_duplicate(editor_client):
    upload_in_chooser(editor_client, HARBOUR)
    assert upload_in_chooser(editor_client, OTHER)["step"] == "chosen"


def test_among_several_each_duplicate_is_named(editor_client):
    assert upload_many(editor_client, "harbour.jpg", HARBOUR).json()["duplicate"] is False
    SiteImage.objects.update(title="The harbour in June")
    answer = upload_many(editor_client, "again.jpg", HARBOUR).json()
    assert answer["duplicate"] is True
    assert "The harbour in June" in answer["confirm_duplicate_upload"]
    assert reverse("wagtailimages:delete_multiple", args=[newest().pk]) in answer["confirm_duplicate_upload"]
    assert upload_many(editor_client, "other.jpg", OTHER).json()["duplicate"] is False


def test_a_picture_that_did_not_come_by_a_form_is_known_as_well(editor_client):
    from home.demo.loader import FOLDER, DemoLoader

    DemoLoader().load_images()
    file = min((FOLDER / "pictures").glob("*.jpg"), key=lambda path: path.stat().st_size)
    assert upload_many(editor_client, "mine.jpg", file.read_bytes()).json()["duplicate"] is True


def test_a_new_file_in_the_place_of_the_old_is_what_is_known_from_then_on(editor_client):
    upload_in_chooser(editor_client, HARBOUR)
    image = newest()
    file = SimpleUploadedFile("other.jpg", OTHER, "image/jpeg")
    data = {"title": image.title, "collection": image.collection_id, "file": file}
    assert editor_client.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302
    assert upload_many(editor_client, "harbour.jpg", HARBOUR).json()["duplicate"] is False
    assert upload_many(editor_client, "other.jpg", OTHER).json()["duplicate"] is True


# Ready before readers come


def kinds_shown(client, article):
    """What the article's page offers of its picture; asking makes nothing."""
    before = SiteRendition.objects.count()
    page = client.get(article.get_url()).content.decode()
    assert SiteRendition.objects.count() == before
    return {kind for kind in ("image/avif", "image/webp") if f'type="{kind}"' in page}


@pytest.fixture
def article(moderator_client, run_jobs):
    """One published in the editor, with a picture that was uploaded while choosing it."""
    page = ArticleFactory(live=False)
    answer = upload_in_chooser(moderator_client, HARBOUR)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    changes = {"hero_image": answer["result"]["id"], "hero_alt_text": "A harbour", "action-publish": "1"}
    response = moderator_client.post(url, page_form(moderator_client.get(url).content.decode(), page, **changes))
    assert response.status_code == 302
    return ArticlePage.objects.get(pk=page.pk)


def test_a_picture_uploaded_in_the_chooser_is_made_by_the_worker_in_every_format(client, article, run_jobs):
    assert kinds_shown(client, article) == set()
    run_jobs()
    assert kinds_shown(client, article) == {"image/avif", "image/webp"}
    assert set(newest().ready_sources("hero")) == {"avif", "webp", "jpeg"}


def test_a_new_focal_point_is_made_by_the_worker_too(client, moderator_client, article, run_jobs):
    run_jobs()
    image = newest()
    before = image.ready_sources("hero")
    data = {
        "title": image.title,
        "collection": image.collection_id,
        "focal_point_x": 850,
        "focal_point_y": 50,
        "focal_point_width": 60,
        "focal_point_height": 60,
    }
    assert moderator_client.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302
    assert kinds_shown(client, article) == set()
    run_jobs()
    assert kinds_shown(client, article) == {"image/avif", "image/webp"}
    after = newest().ready_sources("hero")
    assert set(after) == set(before)
    for kind in after:
        assert not {name for name, *_size in after[kind]} & {name for name, *_size in before[kind]}


def test_a_picture_that_was_ready_for_other_pages_is_made_in_what_this_page_lacks(client, article, run_jobs):
    make_sources(newest().pk, "inline")
    run_jobs()
    assert set(newest().sources["shapes"]) >= {"inline", "hero"}
