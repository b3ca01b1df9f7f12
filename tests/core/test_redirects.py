"""Redirects that editors make or that follow from a rename: one step, and never in a circle."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.factories import ContentPageFactory

pytestmark = pytest.mark.django_db
HERE = "http://localhost"


@pytest.fixture
def make(admin_client):
    """Sends Wagtail's own form; what it says is wrong, by field."""

    def send(old_path: str, link: str = "", page=None) -> dict[str, list[str]]:
        data = {
            "old_path": old_path,
            "redirect_link": link,
            "redirect_page": page.pk if page else "",
            "is_permanent": "on",
        }
        response = admin_client.post("/admin/redirects/add/", data)
        return {} if response.status_code == 302 else dict(response.context["form"].errors)

    return send


def test_one_step_is_taken(make):
    page = ContentPageFactory(slug="about")
    assert make("/old/", page=page) == {}
    assert make("/older/", f"{HERE}/about/") == {}
    assert make("/away/", "https://example.com/old/") == {}
    assert Redirect.objects.count() == 3


def test_none_leads_to_itself(make):
    assert "leads back" in make("/old/", f"{HERE}/old")["redirect_link"][0]
    assert "leads back" in make("/about", page=ContentPageFactory(slug="about"))["redirect_page"][0]


def test_none_leads_round_or_to_another(make):
    make("/a/", f"{HERE}/b/")
    assert "redirected back" in make("/b/", f"{HERE}/a/")["redirect_link"][0]
    assert f"to {HERE}/b/. Lead there at once." in make("/c/", f"{HERE}/a/?")["redirect_link"][0]
    assert "Change that redirect first" in make("/b/", "https://example.com/")["old_path"][0]
    assert Redirect.objects.count() == 1


def test_one_that_is_there_can_be_saved_again(admin_client, make):
    make("/a/", f"{HERE}/b/")
    redirect = Redirect.objects.get()
    data = {"old_path": "/a", "redirect_link": f"{HERE}/c/", "redirect_page": ""}
    assert admin_client.post(f"/admin/redirects/{redirect.pk}/", data).status_code == 302
    redirect.refresh_from_db()
    assert redirect.redirect_link == f"{HERE}/c/"


def test_a_page_that_takes_its_address_back_is_not_redirected_to_itself(client, django_capture_on_commit_callbacks):
    page = ContentPageFactory(slug="about")
    for slug in ("who-we-are", "about"):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/who-we-are"]
    assert client.get("/who-we-are/")["Location"].endswith("/about/")
    page.unpublish()
    assert client.get("/about/").status_code == 404


def test_what_was_led_round_before_is_not_found(client):
    page = ContentPageFactory(slug="about", live=False)
    Redirect.objects.create(old_path="/about", redirect_page=page)
    assert client.get("/about/?utm_source=x").status_code == 404
