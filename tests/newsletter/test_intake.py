"""What becomes of a form that came in: requests, quarantine, and the way out of it."""

from dataclasses import replace
from time import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import PageViewRestriction

from core.stamps import Stamp
from newsletter import services
from newsletter.models import Consent, Delivery, Event, GuidebookSubmission, Person, Suspect
from newsletter.services import CannotFreeError
from newsletter.stamps import guidebook_form
from tests.conftest import new_client
from tests.factories.newsletter import WORDING, add_fields, aged, fill_in

pytestmark = pytest.mark.django_db
SIGN_UP = "/newsletter/sign-up/"


def suspicious(client: Client, guidebook: Any, **data: Any) -> Suspect:
    """A form that came with the trap filled in, and is otherwise as a person would send it."""
    answer = fill_in(client, guidebook.url, email="ann@example.com", homepage="x", **data)
    assert answer.status_code == 303
    return Suspect.objects.latest("pk")


@pytest.mark.parametrize("fetched", [True, False])
def test_a_hundred_scripted_forms_make_no_lead_and_no_mail_and_all_are_kept(
    client, guidebook, newsletter_settings, run_jobs, soup, fetched
):
    """One script fetches the form once, the other never; both send as fast as they can, to both forms in turn."""
    for address, consent in ((guidebook.url, "newsletter"), (SIGN_UP, "consent")):
        form = soup(client.get(address)).select_one("main form[method=post]")
        # As fast as it can, on a machine that is slow to show the form.
        stamp = replace(Stamp.read(form.select_one("[name=stamp]")["value"]), time=time()).sign()
        hidden = {"stamp": stamp} if fetched else {}
        for number in range(50):
            sent = {**hidden, "email": f"bot{number}@example.com", consent: "on"}
            assert client.post(form["action"].partition("#")[0], sent).status_code == 303
    run_jobs()
    assert not Person.objects.exists()
    assert not Delivery.objects.exists()
    assert not mail.outbox
    assert Suspect.objects.count() == 100


def test_one_copy_of_a_form_does_not_serve_a_patient_script(client, guidebook):
    stamp = aged(Stamp(guidebook_form(guidebook.pk)).sign(), 60)
    for number in range(20):
        client.post(guidebook.form_action, {"email": f"bot{number}@example.com", "stamp": stamp})
    assert (Person.objects.count(), Suspect.objects.count()) == (5, 15)
    assert Suspect.objects.latest("pk").reasons == ["stamp-reused"]


def reader_at(ip: str) -> Client:
    reader = new_client()
    reader.defaults["REMOTE_ADDR"] = ip
    return reader


def test_one_copy_of_a_form_serves_many_readers_and_no_script_among_them(guidebook):
    """A page lies in a cache, so its readers have one stamp. Whoever uses it up does so for their connection alone."""
    stamp = aged(Stamp(guidebook_form(guidebook.pk)).sign(), 60)

    def send(ip: str, name: str, **data: str) -> None:
        reader_at(ip).post(guidebook.form_action, {"email": f"{name}@example.com", "stamp": stamp, **data})

    send("8.8.4.4", "trapped", homepage="x")
    for number in range(8):
        send(f"8.8.8.{number}", f"reader{number}")
        send("8.8.4.4", f"bot{number}")
    assert set(Person.objects.values_list("email", flat=True)) == {f"reader{n}@example.com" for n in range(8)}
    assert [suspect.reasons for suspect in Suspect.objects.order_by("pk")] == [["trap"], *[["stamp-reused"]] * 8]


def test_a_script_that_fetches_a_stamp_each_time_meets_the_limit_of_its_connection(guidebook):
    shared, script = aged(Stamp(guidebook_form(guidebook.pk)).sign(), 60), reader_at("8.8.8.8")
    for number in range(20):
        stamp = script.get("/newsletter/stamp/", {"stamp": shared}).content.decode()
        script.post(guidebook.form_action, {"email": f"bot{number}@example.com", "stamp": stamp})
    assert (Person.objects.count(), Suspect.objects.count()) == (10, 10)
    assert Suspect.objects.latest("pk").reasons == ["ip"]


def test_too_many_forms_from_one_connection_are_held(guidebook):
    for number in range(12):
        fill_in(reader_at("8.8.8.8"), guidebook.url, email=f"reader{number}@example.com")
    fill_in(reader_at("8.8.4.4"), guidebook.url, email="reader13@example.com")
    assert GuidebookSubmission.objects.count() == 11
    assert [suspect.reasons for suspect in Suspect.objects.all()] == [["ip"], ["ip"]]


def test_forms_with_one_address_are_held_at_last(client, guidebook):
    for number in range(22):
        fill_in(client, guidebook.url, email=f"a.nn+{number}@gmail.com")
    assert GuidebookSubmission.objects.count() == 20
    assert [suspect.reasons for suspect in Suspect.objects.all()] == [["address"], ["address"]]
    assert Delivery.objects.filter(status="queued").count() == 5
    assert Delivery.objects.filter(status="held").count() == 15


def test_whoever_is_held_is_told_the_same(client, guidebook):
    person = fill_in(client, guidebook.url, email="ann@example.com")
    script = fill_in(client, guidebook.url, email="bot@example.com", homepage="x")
    assert person.status_code == script.status_code
    assert person["Location"].partition("=")[0] == script["Location"].partition("=")[0]
    assert len(person["Location"]) == len(script["Location"])
    assert client.get(script["Location"]).context["page"].pk == guidebook.pk
    assert guidebook.thank_you_heading in client.get(script["Location"]).content.decode()


def test_a_wrong_form_is_answered_and_not_held(client, guidebook):
    assert client.post(guidebook.form_action, {"email": "nobody"}).status_code == 400
    assert not Suspect.objects.exists()


def test_what_is_held_says_all_that_came_and_holds_no_ip_address(client, guidebook):
    page = add_fields(guidebook, {"label": "Company"}, {"label": "Started on", "field_type": "date"})
    suspect = suspicious(client, page, company="Harbour Ltd", started_on="2026-11-23", newsletter="on")
    assert (suspect.page_id, suspect.address, suspect.reasons) == (page.pk, "ann@example.com", ["trap"])
    assert suspect.payload["answers"] == {"company": "Harbour Ltd", "started_on": "2026-11-23"}
    assert suspect.payload["wording"] == WORDING
    assert "127.0.0.1" not in str(suspect.payload)


# The same form twice


def test_a_double_press_is_one_request(client, guidebook, newsletter_settings, later):
    stamp = aged(guidebook.get_form()["stamp"].value())
    sent = {"email": "ann@example.com", "newsletter": "on", "stamp": stamp}
    first, second = client.post(guidebook.form_action, sent), client.post(guidebook.form_action, sent)
    assert first.status_code == second.status_code == 303
    assert GuidebookSubmission.objects.count() == Consent.objects.count() == Delivery.objects.count() == 1
    client.post(guidebook.form_action, {**sent, "email": "bob@example.com"})
    assert GuidebookSubmission.objects.count() == 2
    later(minutes=2)
    client.post(guidebook.form_action, sent)
    assert GuidebookSubmission.objects.count() == 3


def test_a_double_press_is_one_sign_up(client, newsletter_settings, soup):
    stamp = aged(soup(client.get(SIGN_UP)).select_one("main [name=stamp]")["value"])
    for _ in range(2):
        client.post(SIGN_UP, {"email": "ann@example.com", "consent": "on", "stamp": stamp})
    assert Consent.objects.count() == Delivery.objects.count() == 1


def test_a_form_sent_again_after_an_erasure_is_a_request_of_its_own(client, guidebook):
    stamp = aged(guidebook.get_form()["stamp"].value())
    for _ in range(2):
        client.post(guidebook.form_action, {"email": "ann@example.com", "stamp": stamp})
        services.erase(Person.objects.get())
    assert GuidebookSubmission.objects.count() == 2


# Where it came from


def test_the_way_of_a_reader_is_kept_the_first_once_and_the_last_always(client, guidebook):
    for campaign in ("autumn", "winter"):
        touch = f'{{"utm_source": "{campaign}"}}'
        fill_in(client, guidebook.url, email="ann@example.com", first_touch=touch, last_touch=touch)
    person = Person.objects.get()
    assert (person.source, person.first_touch, person.last_touch) == (
        "autumn",
        {"utm_source": "autumn"},
        {"utm_source": "winter"},
    )
    touches = GuidebookSubmission.objects.order_by("pk").values_list("touch", flat=True)
    assert list(touches) == [{"utm_source": "autumn"}, {"utm_source": "winter"}]


def test_a_request_outlives_the_page_in_which_its_form_stood(client, guidebook):
    stamp = aged(Stamp(guidebook_form(guidebook.pk), placement="article", shown_on=999_999).sign())
    client.post(guidebook.form_action, {"email": "ann@example.com", "stamp": stamp})
    submission = GuidebookSubmission.objects.get()
    assert (submission.placement, submission.shown_on) == ("article", None)


# The address of the form


def test_the_form_can_be_sent_to_the_page_itself_too(client, guidebook):
    stamp = aged(guidebook.get_form()["stamp"].value())
    assert client.post(guidebook.url, {"email": "ann@example.com", "stamp": stamp}).status_code == 303
    assert GuidebookSubmission.objects.get().placement == "page"


def test_what_is_wrong_is_shown_in_the_guidebooks_page(client, guidebook, soup):
    answer = client.post(guidebook.form_action, {"email": "nobody"})
    html = soup(answer)
    assert answer.status_code == 400
    assert html.select_one("h1").get_text(strip=True) == guidebook.title
    assert html.select_one(".error-summary a")
    assert Stamp.read(html.select_one("main [name=stamp]")["value"]).form == guidebook_form(guidebook.pk)


def test_a_reload_of_what_was_wrong_leads_to_the_page(client, guidebook):
    answer = client.get(guidebook.form_action)
    assert (answer.status_code, answer["Location"]) == (302, guidebook.url)


@pytest.mark.parametrize("number", [0, 999_999, 10**9, 2**63, 10**30])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_number_that_no_guidebook_has_is_not_found(client, guidebook, method, number):
    assert getattr(client, method)(f"/newsletter/ask/{number}/").status_code == 404


def test_a_guidebook_behind_a_password_answers_nobody_without_it(client, guidebook):
    PageViewRestriction.objects.create(page=guidebook, restriction_type="password", password="island")
    answer = client.post(guidebook.form_action, {"email": "ann@example.com"})
    assert "password" in answer.content.decode()
    PageViewRestriction.objects.update(restriction_type="login")
    assert client.post(guidebook.form_action, {"email": "ann@example.com"}).status_code == 302
    assert not Suspect.objects.exists()


def test_what_was_right_is_shown_again_with_the_stamp_that_it_came_with(client, guidebook, soup):
    stamp = aged(Stamp(guidebook_form(guidebook.pk), WORDING, guidebook.live_revision_id, "footer").sign())
    html = soup(client.post(guidebook.form_action, {"email": "nobody", "stamp": stamp}))
    assert html.select_one("main [name=stamp]")["value"] == stamp


def test_beside_new_words_stands_a_new_stamp(client, guidebook, soup):
    old = aged(Stamp(guidebook_form(guidebook.pk), "Old words.", None, "footer").sign())
    html = soup(client.post(guidebook.form_action, {"email": "nobody", "stamp": old}))
    stamp = Stamp.read(html.select_one("main [name=stamp]")["value"])
    assert (stamp.wording, stamp.placement) == (WORDING, "footer")


def test_what_is_published_is_what_the_next_form_meets(client, guidebook):
    """The process remembers a page that was published, and never one that has changed since."""
    guidebook.save_revision().publish()
    assert client.post(guidebook.form_action, {"email": "ann@example.com"}).status_code == 303
    page = guidebook.specific
    page.form_fields.add(page.form_fields.model(label="Company", field_type="singleline"))
    page.save_revision().publish()
    assert client.post(guidebook.form_action, {"email": "ann@example.com"}).status_code == 400
    page.unpublish()
    assert client.post(guidebook.form_action, {"email": "ann@example.com"}).status_code == 404


def test_a_form_is_answered_with_few_queries_in_one_transaction(client, guidebook, django_assert_max_num_queries):
    guidebook.save_revision().publish()
    guidebook.refresh_from_db()

    def send(number: int) -> int:
        stamp = aged(guidebook.get_form()["stamp"].value(), number)
        sent = {"email": f"reader{number}@example.com", "newsletter": "on", "stamp": stamp}
        return client.post(guidebook.form_action, sent).status_code

    send(5)
    with django_assert_max_num_queries(17):
        assert send(6) == 303


# Out of quarantine


def test_a_freed_form_is_an_ordinary_request_and_only_once(client, guidebook, admin):
    suspect = suspicious(client, guidebook, newsletter="on")
    for _ in range(2):
        services.free(suspect, admin)
    suspect.refresh_from_db()
    submission = GuidebookSubmission.objects.get()
    assert (suspect.submission, suspect.freed_by) == (submission, admin)
    assert submission.person.email == "ann@example.com"
    assert Consent.objects.get().wording == WORDING
    assert Delivery.objects.get().status == "queued"
    event = Event.objects.get()
    assert (event.kind, event.person, event.user) == ("freed", submission.person, admin)


def test_a_freed_form_without_a_stamp_agrees_to_nothing(client, guidebook, admin):
    client.post(guidebook.form_action, {"email": "ann@example.com", "newsletter": "on"})
    services.free(Suspect.objects.get(), admin)
    assert GuidebookSubmission.objects.get().person.newsletter == "none"
    assert not Consent.objects.exists()


def test_a_freed_sign_up_asks_for_the_newsletter(client, newsletter_settings, admin):
    fill_in(client, SIGN_UP, email="ann@example.com", consent="on", homepage="x")
    services.free(Suspect.objects.get(), admin)
    assert Consent.objects.get().wording == WORDING
    assert Delivery.objects.get().kind == "confirmation"


def test_a_sign_up_to_unknown_words_cannot_be_freed(client, newsletter_settings, admin):
    client.post(SIGN_UP, {"email": "ann@example.com", "consent": "on"})
    with pytest.raises(CannotFreeError):
        services.free(Suspect.objects.get(), admin)
    assert Suspect.objects.get().freed_at is None
    assert not Person.objects.exists()


def test_a_request_for_a_guidebook_that_is_gone_cannot_be_freed(client, guidebook, admin):
    suspect = suspicious(client, guidebook)
    guidebook.unpublish()
    with pytest.raises(CannotFreeError):
        services.free(suspect, admin)
    guidebook.delete()
    with pytest.raises(CannotFreeError):
        services.free(suspect, admin)
