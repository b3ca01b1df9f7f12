"""Who looked at personal data, and who took it away."""

import pytest

from newsletter.models import AccessEntry
from tests.factories.newsletter import asked

pytestmark = pytest.mark.django_db


def last_entry() -> tuple[str, str, str, str, int]:
    entry = AccessEntry.objects.first()
    return entry.username, entry.action, entry.what, entry.filters, entry.rows


@pytest.fixture
def leads(guidebook):
    return [asked(f"{name}@example.com", page=guidebook).person for name in ("ann", "bob", "cy")]


def test_a_look_at_the_list_is_noted_with_its_filter_and_the_number_of_rows(marketing_client, marketer, leads):
    assert marketing_client.get("/admin/marketing/leads/", {"newsletter": "none", "p": "1"}).status_code == 200
    assert last_entry() == (marketer.username, "viewed", "marketing/leads", "newsletter=none", 3)


def test_a_word_that_was_searched_for_is_not_kept(marketing_client, leads):
    marketing_client.get("/admin/marketing/leads/", {"q": "ann@example.com"})
    assert last_entry()[3:] == ("q=…", 1)
    assert "ann@example.com" not in str(AccessEntry.objects.values())


def test_a_look_at_one_person_is_noted(marketing_client, leads):
    marketing_client.get(f"/admin/marketing/leads/inspect/{leads[0].pk}/")
    assert last_entry()[1:] == ("viewed", f"marketing/leads/inspect/{leads[0].pk}", "", 1)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_is_noted_as_one(marketing_client, leads, form):
    marketing_client.get("/admin/marketing/leads/", {"export": form, "newsletter": "none"})
    assert last_entry()[1:] == ("exported", "marketing/leads", "newsletter=none", 3)


@pytest.mark.parametrize("ledger", ["consents", "deliveries", "guidebook-downloads", "quarantine"])
def test_looks_at_the_ledgers_and_exports_of_them_are_noted(marketing_client, ann, ledger):
    for query, action in (({}, "viewed"), ({"export": "csv"}, "exported")):
        assert marketing_client.get(f"/admin/marketing/{ledger}/", query).status_code == 200
        assert last_entry()[1:3] == (action, f"marketing/{ledger}")


def test_everything_of_one_person_as_a_file_is_an_export(marketing_client, ann):
    response = marketing_client.get(f"/admin/marketing/leads/export/{ann.pk}/")
    assert response.json()["person"]["email"] == "ann@example.com"
    assert "no-store" in response["Cache-Control"]
    assert last_entry()[1:] == ("exported", f"marketing/leads/export/{ann.pk}", "", 1)


def test_the_submissions_of_a_form_are_noted(admin_client, guidebook, leads):
    assert admin_client.get(f"/admin/forms/submissions/{guidebook.pk}/").status_code == 200
    assert last_entry()[1:3] == ("viewed", f"forms/submissions/{guidebook.pk}")


def test_a_refusal_is_no_look(editor_client, leads):
    assert editor_client.get("/admin/marketing/leads/").status_code == 403
    assert not AccessEntry.objects.exists()


def test_the_log_is_read_without_growing_and_cannot_be_changed(marketing_client, leads):
    marketing_client.get("/admin/marketing/leads/")
    html = marketing_client.get("/admin/marketing/accesses/").content.decode()
    assert "marketing/leads" in html
    assert AccessEntry.objects.count() == 1
    entry = AccessEntry.objects.get()
    for action in ("edit", "delete"):
        assert marketing_client.post(f"/admin/marketing/accesses/{action}/{entry.pk}/").status_code == 404


def test_the_entry_outlives_the_account(marketing_client, marketer, leads):
    marketing_client.get("/admin/marketing/leads/")
    marketer.delete()
    assert AccessEntry.objects.get().username == marketer.username
