"""Marketing's desk: who sees it, and what they can do there."""

import pytest
from django.contrib.auth.models import Permission

from newsletter.models import Delivery, GuidebookDownload, GuidebookFile, GuidebookPage, GuidebookSubmission, Person

pytestmark = pytest.mark.django_db
LISTS = [
    "/admin/marketing/leads/",
    "/admin/marketing/guidebook-files/",
    "/admin/marketing/guidebook-downloads/",
    "/admin/marketing/consents/",
    "/admin/marketing/deliveries/",
]


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
    for address in addresses(ann):
        assert client.get(address).status_code == 200, address
    menu = client.get("/admin/").content.decode()
    for address in (*LISTS, "/admin/settings/newsletter/newslettersettings/"):
        assert address in menu


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
    data["in_other_languages-count"] = "0"
    days = {"keep_unconfirmed_days": 30, "keep_mails_days": 365, "keep_suspects_days": 30}
    data |= {"footer_form": "none", "guidebook": guidebook.pk, **days}
    assert marketing_client.post(address, data).status_code == 302
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
