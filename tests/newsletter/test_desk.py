"""What marketing does with leads and files."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.users.models import UserProfile

from newsletter.models import GuidebookFile
from tests.factories.newsletter import (
    PDF,
    WORDING,
    GuidebookFileFactory,
    GuidebookPageFactory,
    PopupFactory,
    asked,
    latest_mail,
    subscriber,
)

pytestmark = pytest.mark.django_db


# Leads


def test_the_list_of_leads_is_searched_and_filtered(admin_client, guidebook):
    other = GuidebookPageFactory(title="Another guidebook")
    asked("ann@example.com", page=guidebook, answers={"name": "Ann Archer"})
    asked("bob@example.com", page=other)
    subscriber("cy@example.com")

    def found(**query: Any) -> set[str]:
        html = admin_client.get("/admin/marketing/leads/", query).content.decode()
        return {name for name in ("ann", "bob", "cy") if f"{name}@example.com" in html}

    assert found() == {"ann", "bob", "cy"}
    assert found(q="archer") == {"ann"}
    assert found(q="bob@") == {"bob"}
    assert found(guidebook=other.pk) == {"bob"}
    assert found(newsletter="confirmed") == {"cy"}
    assert found(newsletter=["none", "confirmed"], guidebook=guidebook.pk) == {"ann"}
    assert found(created_at_from="2100-01-01") == set()
    assert found(created_at_from="2000-01-01", created_at_to="2100-01-01") == {"ann", "bob", "cy"}


def test_the_list_asks_as_much_for_ten_leads_as_for_one(admin_client, guidebook):
    counts = []
    for number in range(10):
        asked(f"ann{number}@example.com", page=guidebook, wording=WORDING)
        if number in {0, 9}:
            admin_client.get("/admin/marketing/leads/")
            with CaptureQueriesContext(connection) as captured:
                admin_client.get("/admin/marketing/leads/")
            counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_lead_shows_all_that_happened(admin_client, ann):
    html = admin_client.get(f"/admin/marketing/leads/inspect/{ann.pk}/").content.decode()
    for text in (
        "Asked for",
        "Harbour Ltd",
        "A, B",
        "yes",
        WORDING,
        "confirmed",
        "Mail: Your guidebook",
        "Link issued",
        "Downloaded",
    ):
        assert text in html
    assert html.index("Downloaded “") < html.index("Asked for “")


def test_only_name_and_tags_of_a_lead_can_be_edited(admin_client, ann):
    address = f"/admin/marketing/leads/edit/{ann.pk}/"
    response = admin_client.get(address)
    assert set(response.context["form"].fields) == {"name", "tags"}
    response = admin_client.post(
        address, {"name": "Ann Archer", "tags": "", "email": "eve@example.com", "newsletter": "none"}
    )
    assert response.status_code == 302
    ann.refresh_from_db()
    assert (ann.name, ann.email, ann.newsletter) == ("Ann Archer", "ann@example.com", "confirmed")
    assert "Edited" in admin_client.get(f"/admin/marketing/leads/history/{ann.pk}/").content.decode()


# Files


def upload(name: str = "book.pdf", content: bytes = PDF) -> Any:
    return SimpleUploadedFile(name, content)


def test_marketing_uploads_replaces_and_deletes_a_file(marketing_client):
    data = {"title": "Ten principles", "version": "1", "page_count": "12"}
    response = marketing_client.post("/admin/marketing/guidebook-files/new/", {**data, "file": upload()})
    assert response.status_code == 302
    file = GuidebookFile.objects.get()
    address = f"/admin/marketing/guidebook-files/edit/{file.pk}/"
    assert marketing_client.get(address).status_code == 200
    assert marketing_client.post(address, {**data, "version": "2", "file": upload("second.pdf")}).status_code == 302
    file.refresh_from_db()
    assert file.version == "2"
    assert marketing_client.post(f"/admin/marketing/guidebook-files/delete/{file.pk}/").status_code == 302
    assert not GuidebookFile.objects.exists()


def test_a_file_that_is_not_what_its_name_says_is_refused_beside_the_field(marketing_client):
    data = {"title": "Ten principles", "file": upload(content=b"<script>")}
    response = marketing_client.post("/admin/marketing/guidebook-files/new/", data)
    assert response.status_code == 200
    assert "content is not that of a file of this kind" in response.content.decode()
    assert not GuidebookFile.objects.exists()


def test_a_file_that_readers_were_promised_stays(marketing_client, guidebook):
    address = f"/admin/marketing/guidebook-files/delete/{guidebook.guidebook_file.pk}/"
    html = marketing_client.get(address).content.decode()
    assert "It stays" in html
    assert "Yes, delete" not in html
    assert marketing_client.post(address).status_code == 200
    assert GuidebookFile.objects.exists()


def test_a_page_chooses_among_the_files_or_takes_a_new_one(marketing_client):
    GuidebookFileFactory(title="Ten principles")
    base = "/admin/marketing/guidebook-file-chooser/"
    listing = marketing_client.get(base, headers={"X-Requested-With": "XMLHttpRequest"})
    assert "Ten principles" in listing.json()["html"]
    prefix = "guidebook-file"
    data = {f"{prefix}-title": "Two", f"{prefix}-version": "", f"{prefix}-file": upload(), f"{prefix}-page_count": ""}
    created = marketing_client.post(f"{base}create/", data, headers={"X-Requested-With": "XMLHttpRequest"})
    assert created.json()["step"] == "chosen"
    assert GuidebookFile.objects.filter(title="Two").exists()


# In Polish


@pytest.fixture
def polish_client(marketing_client, marketer):
    UserProfile.objects.update_or_create(user=marketer, defaults={"preferred_language": "pl"})
    return marketing_client


def test_the_desk_speaks_the_language_of_whoever_sits_at_it(polish_client, ann):
    page = polish_client.get(f"/admin/marketing/leads/inspect/{ann.pk}/").content.decode()
    for words in ("Imię i nazwisko", "Co się działo", "Zamówienie: „10 principles", "Zgoda: newsletter: udzielona"):
        assert words in page
    ledger = polish_client.get("/admin/marketing/consents/").content.decode()
    for words in ("Zgody", "Ostatnie 7 dni", "Filtr: działanie"):
        assert words in ledger


def test_its_words_do_not_take_the_place_of_wagtail_s_own(polish_client):
    """Django knows one Polish word for each English one, unless their contexts are told apart."""
    with translation.override("pl"):
        assert (translation.gettext("live"), translation.pgettext("popup", "live")) == ("opublikowana", "czynny")
    assert "Czynny" in polish_client.get("/admin/marketing/popups/").content.decode()


def test_a_polish_desk_does_not_change_what_readers_get(polish_client, guidebook):
    popup = PopupFactory(guidebook=guidebook)
    assert "Yes, please" in polish_client.get(f"/admin/marketing/popups/preview/{popup.pk}/parts/").content.decode()
    asked("eve@example.com", page=guidebook)
    assert latest_mail().subject.startswith("Your guidebook")
