"""Marketing's desk: who sees it, and what they can do there."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission

from newsletter import services
from newsletter.models import Delivery, GuidebookDownload, GuidebookFile, GuidebookPage, GuidebookSubmission, Person
from tests.factories.newsletter import (
    PDF,
    WORDING,
    GuidebookFileFactory,
    GuidebookPageFactory,
    add_fields,
    asked,
    latest_download,
    latest_mail,
    subscriber,
)

pytestmark = pytest.mark.django_db
LISTS = [
    "/admin/marketing/leads/",
    "/admin/marketing/guidebook-files/",
    "/admin/marketing/guidebook-downloads/",
    "/admin/marketing/consents/",
    "/admin/marketing/deliveries/",
]


@pytest.fixture
def ann(guidebook):
    page = add_fields(guidebook, {"label": "Company"})
    submission = asked(
        page=page, wording=WORDING, answers={"company": "Harbour Ltd", "topics": ["A", "B"], "call": True}
    )
    services.record_download(latest_download())
    return submission.person


def addresses(person: Person) -> list[str]:
    """Every view under the menu, for one row of each kind."""
    file, download = GuidebookFile.objects.first(), GuidebookDownload.objects.first()
    delivery, consent = Delivery.objects.first(), person.consents.first()
    page = GuidebookPage.objects.first()
    return [
        *LISTS,
        f"/admin/marketing/leads/edit/{person.pk}/",
        f"/admin/marketing/leads/inspect/{person.pk}/",
        f"/admin/marketing/leads/history/{person.pk}/",
        "/admin/marketing/leads/?export=csv",
        f"/admin/marketing/guidebook-files/edit/{file.pk}/",
        f"/admin/marketing/guidebook-files/delete/{file.pk}/",
        "/admin/marketing/guidebook-files/new/",
        f"/admin/marketing/guidebook-downloads/inspect/{download.pk}/",
        f"/admin/marketing/consents/inspect/{consent.pk}/",
        f"/admin/marketing/deliveries/inspect/{delivery.pk}/",
        f"/admin/marketing/deliveries/resend/{delivery.pk}/",
        "/admin/marketing/deliveries/?export=xlsx",
        f"/admin/forms/submissions/{page.pk}/",
        f"/admin/forms/submissions/{page.pk}/delete/",
    ]


def test_nobody_sees_the_desk_without_signing_in(client, ann):
    for address in addresses(ann):
        response = client.get(address)
        assert response.status_code == 302
        assert "/login/" in response["Location"]


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_who_lacks_the_permission_gets_a_refusal_and_no_menu(request, role, ann):
    client = request.getfixturevalue(f"{role}_client")
    for address in addresses(ann):
        response = client.get(address)
        assert response.status_code == 403, address
        assert "ann@example.com" not in response.content.decode()
    menu = client.get("/admin/").content.decode()
    assert "/admin/marketing/" not in menu
    assert "ann@example.com" not in client.get("/admin/forms/").content.decode()


@pytest.mark.parametrize("role", ["admin", "marketing"])
def test_marketing_sees_every_list_and_every_row(request, role, ann):
    client = request.getfixturevalue(f"{role}_client")
    give_marketing_what_it_needs()
    for address in addresses(ann):
        assert client.get(address).status_code == 200, address
    menu = client.get("/admin/").content.decode()
    for address in (*LISTS, "/admin/settings/newsletter/newslettersettings/"):
        assert address in menu


def give_marketing_what_it_needs() -> None:
    from django.contrib.auth.models import Group

    wanted = ["resend_delivery", "view_guidebooksubmission", "delete_guidebooksubmission"]
    Group.objects.get(name="Marketing").permissions.add(*Permission.objects.filter(codename__in=wanted))


@pytest.mark.parametrize("action", ["new/", "delete/{pk}/"])
def test_nobody_adds_or_deletes_a_person_not_even_an_administrator(admin_client, ann, action):
    address = "/admin/marketing/leads/" + action.format(pk=ann.pk)
    assert admin_client.get(address).status_code == 403
    assert admin_client.post(address, {"name": "X"}).status_code == 403
    assert Person.objects.get() == ann


@pytest.mark.parametrize("ledger", ["consents", "guidebook-downloads", "deliveries"])
@pytest.mark.parametrize("action", ["create/", "edit/1/", "delete/1/", "history/1/", "add/"])
def test_a_ledger_has_no_address_for_changes(admin_client, ann, ledger, action):
    assert admin_client.get(f"/admin/marketing/{ledger}/{action}").status_code == 404
    assert admin_client.post(f"/admin/marketing/{ledger}/{action}").status_code == 404


@pytest.mark.parametrize("ledger", ["consents", "guidebook-downloads", "deliveries", "leads"])
@pytest.mark.parametrize("number", ["0", "99999999", "9" * 30, "x", "-1"])
def test_a_row_that_is_not_there_is_not_found(admin_client, ledger, number):
    assert admin_client.get(f"/admin/marketing/{ledger}/inspect/{number}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "p=x",
        "p=-1",
        "p=99999",
        "o=99",
        "o=x.y",
        "q=" + "x" * 10_000,
        "nosuch=1",
        "created_at__gte=x",
        "status__exact=%27",
    ],
)
@pytest.mark.parametrize("address", LISTS)
def test_no_address_breaks_a_list(admin_client, ann, address, query):
    assert admin_client.get(f"{address}?{query}").status_code in {200, 302}


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
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

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


def test_only_the_name_of_a_lead_can_be_edited(admin_client, ann):
    address = f"/admin/marketing/leads/edit/{ann.pk}/"
    response = admin_client.get(address)
    assert set(response.context["form"].fields) == {"name"}
    response = admin_client.post(address, {"name": "Ann Archer", "email": "eve@example.com", "newsletter": "none"})
    assert response.status_code == 302
    ann.refresh_from_db()
    assert (ann.name, ann.email, ann.newsletter) == ("Ann Archer", "ann@example.com", "confirmed")
    assert "Edited" in admin_client.get(f"/admin/marketing/leads/history/{ann.pk}/").content.decode()


# Files


def upload(name: str = "book.pdf", content: bytes = PDF) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

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


# Ledgers


def test_a_row_says_its_state_in_words_and_in_its_class(admin_client, ann):
    services.unsubscribe(ann)
    html = admin_client.get("/admin/marketing/consents/").content.decode()
    for state in ("given", "confirmed", "withdrawn"):
        assert f"ledger-row--{state}" in html
    html = admin_client.get("/admin/marketing/guidebook-downloads/").content.decode()
    assert "ledger-row--downloaded" in html
    assert "fetched" in html
    assert "ledger-row--queued" in admin_client.get("/admin/marketing/deliveries/").content.decode()


@pytest.mark.parametrize(
    ("state", "number"), [("open", 1), ("downloaded", 1), ("expired", 1), ("nonsense", 3), (None, 3)]
)
def test_downloads_are_filtered_by_state(admin_client, guidebook, state, number):
    from django.utils import timezone

    for address in ("ann@example.com", "bob@example.com", "cy@example.com"):
        asked(address, page=guidebook)
    first, second, _third = GuidebookDownload.objects.order_by("pk")
    services.record_download(first)
    GuidebookDownload.objects.filter(pk=second.pk).update(expires_at=timezone.now())
    query = {"state": state} if state else {}
    assert admin_client.get("/admin/marketing/guidebook-downloads/", query).context["result_count"] == number


def test_deliveries_are_filtered_and_searched(admin_client, guidebook):
    asked("ann@example.com", page=guidebook)
    asked("bob@example.com", page=guidebook)
    Delivery.objects.filter(to="bob@example.com").update(status="failed", last_error="550 No such user")
    address = "/admin/marketing/deliveries/"
    assert admin_client.get(address, {"status__exact": "failed"}).context["result_count"] == 1
    assert admin_client.get(address, {"q": "ann@"}).context["result_count"] == 1
    assert "550 No such user" in admin_client.get(address).content.decode()


def test_a_failed_mail_is_sent_again_by_a_button(admin_client, guidebook, run_jobs):
    from django.core import mail

    asked(page=guidebook)
    run_jobs()
    mail.outbox.clear()
    Delivery.objects.update(status="failed", attempts=6, next_attempt_at=None)
    address = f"/admin/marketing/deliveries/resend/{latest_mail().pk}/"
    assert address in admin_client.get("/admin/marketing/deliveries/").content.decode()
    assert address in admin_client.get(f"/admin/marketing/deliveries/inspect/{latest_mail().pk}/").content.decode()
    assert admin_client.get(address).status_code == 200
    assert admin_client.head(address).status_code == 200
    assert latest_mail().status == "failed"
    assert admin_client.post(address).status_code == 302
    run_jobs()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("sent", 1)
    assert len(mail.outbox) == 1


def test_a_mail_that_was_sent_goes_again_as_a_new_one_with_a_new_link(admin_client, guidebook, run_jobs):
    asked(page=guidebook, wording=WORDING)
    run_jobs()
    first = latest_mail()
    admin_client.post(f"/admin/marketing/deliveries/resend/{first.pk}/")
    second = latest_mail()
    assert second.pk != first.pk
    assert second.message_id != first.message_id
    assert second.text != first.text
    assert WORDING in second.text
    assert GuidebookDownload.objects.count() == 2


def test_what_cannot_be_sent_again_says_why(admin_client, guidebook, run_jobs):
    consent = services.sign_up(address="ann@example.com", wording=WORDING)
    asked("bob@example.com", page=guidebook)
    asked("cy@example.com", page=guidebook)
    run_jobs()
    services.confirm(consent)
    guidebook.unpublish()
    GuidebookSubmission.objects.filter(person__email="cy@example.com").delete()
    reasons = {
        "ann": "nothing left to confirm",
        "bob": "no longer offered",
        "cy": "request that this mail belongs to is gone",
    }
    for name, reason in reasons.items():
        delivery = Delivery.objects.get(to=f"{name}@example.com")
        response = admin_client.post(f"/admin/marketing/deliveries/resend/{delivery.pk}/", follow=True)
        assert reason in response.content.decode()
    assert Delivery.objects.count() == 3


def test_a_confirmation_is_sent_again_while_it_waits(admin_client, run_jobs):
    services.sign_up(address="ann@example.com", wording=WORDING)
    run_jobs()
    admin_client.post(f"/admin/marketing/deliveries/resend/{latest_mail().pk}/")
    assert Delivery.objects.filter(kind="confirmation", to="ann@example.com").count() == 2


# Submissions and settings


def test_submissions_are_deleted_by_those_who_may_and_the_person_stays(admin_client, ann):
    submission = GuidebookSubmission.objects.get()
    address = f"/admin/forms/submissions/{submission.page.pk}/delete/?selected-submissions={submission.pk}"
    assert admin_client.post(address).status_code == 302
    assert not GuidebookSubmission.objects.exists()
    assert Person.objects.get().consents.count() == 2
    assert GuidebookDownload.objects.count() == 1


def test_marketing_changes_the_words_of_the_sign_up_form(marketing_client, newsletter_settings, guidebook):
    address = f"/admin/settings/newsletter/newslettersettings/{newsletter_settings.site_id}/"
    assert marketing_client.get(address).status_code == 200
    data = {"enabled": "on", "heading": "Stay near", "text": "", "wording": "Write to me.", "button_label": "Go"}
    assert marketing_client.post(address, {**data, "guidebook": guidebook.pk}).status_code == 302
    newsletter_settings.refresh_from_db()
    assert newsletter_settings.wording == "Write to me."
    assert newsletter_settings.offered_guidebook == guidebook


def test_every_permission_can_be_given_to_a_group(admin_client):
    from django.contrib.auth.models import Group

    group = Group.objects.get(name="Marketing")
    html = admin_client.get(f"/admin/groups/edit/{group.pk}/").content.decode()
    for codename in (
        "view_person",
        "change_person",
        "view_consent",
        "view_delivery",
        "resend_delivery",
        "view_guidebookdownload",
    ):
        permission = Permission.objects.get(codename=codename)
        assert f'value="{permission.pk}"' in html
