"""The newsletter: asked for by a form, confirmed by a button in a mail."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client

from core.stamps import Stamp
from newsletter import services
from newsletter.models import Consent, Delivery, FooterForm, NewsletterSettings, Person
from newsletter.tokens import Purpose, make
from tests.conftest import new_client
from tests.factories.newsletter import WORDING, aged, asked, fill_in, latest_mail, subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsletter_settings")]
ADDRESS = "/newsletter/sign-up/"


def send(client: Client, **data: Any) -> Any:
    return fill_in(client, ADDRESS, **{"email": "ann@example.com", "consent": "on", **data})


@pytest.fixture
def link(client, path_in):
    """The link in the mail to somebody who signed up."""
    send(client, placement="footer")
    return path_in(latest_mail(), "confirm")


# The form


def test_the_form_asks_for_an_address_and_an_unticked_box(client, soup):
    form = soup(client.get(ADDRESS)).select_one(f"main form[action^='{ADDRESS}']")
    assert [field["name"] for field in form.select("[name]")] == [
        "stamp",
        "homepage",
        "first_touch",
        "last_touch",
        "email",
        "consent",
    ]
    box = form.select_one("[name=consent]")
    assert "checked" not in box.attrs
    assert form.select_one(f"label[for={box['id']}]").get_text(strip=True) == WORDING


def test_signing_up_stores_the_consent_and_mails_the_link_that_confirms_it(client, run_jobs):
    response = send(client, placement="footer")
    assert (response.status_code, response["Location"]) == (303, "/newsletter/sign-up/thanks/")
    assert not response.cookies
    consent = Consent.objects.get()
    assert (consent.action, consent.wording, consent.placement, consent.person.newsletter) == (
        "given",
        WORDING,
        "footer",
        "asked",
    )
    run_jobs()
    assert mail.outbox[0].to == ["ann@example.com"]
    assert "/newsletter/confirm/" in mail.outbox[0].body
    assert client.get(response["Location"]).status_code == 200
    assert Delivery.objects.count() == 1


def test_a_known_address_gets_the_same_answer_as_an_unknown_one(client):
    subscriber("bob@example.com")
    known, unknown = send(client, email="bob@example.com"), send(client)
    assert known.status_code == unknown.status_code
    headers = [{**answer.headers, "Expires": "now"} for answer in (known, unknown)]
    assert headers[0] == headers[1]
    assert known.content == unknown.content
    mails = {delivery.to: delivery.subject for delivery in Delivery.objects.all()}
    assert mails["bob@example.com"] == mails["ann@example.com"]


def test_a_subscriber_who_signs_up_again_stays_one(client):
    person = subscriber()
    send(client)
    person.refresh_from_db()
    assert person.newsletter == "confirmed"
    assert [consent.action for consent in person.consents.order_by("pk")] == ["given", "confirmed", "given"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"email": ""}, ["email"]),
        ({"email": "nobody"}, ["email"]),
        ({"email": "a\x00@example.com"}, ["email"]),
        ({"email": "x" * 10_000}, ["email"]),
        ({"consent": ""}, ["consent"]),
        ({"email": "", "consent": ""}, ["email", "consent"]),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(client, soup, data, wrong):
    response = send(client, **data)
    assert response.status_code == 400
    form = soup(response).select_one(f"main form[action^='{ADDRESS}']")
    assert [field["name"] for field in form.select("[aria-invalid=true]")] == wrong
    assert form.select_one("[name=email]").get("value", "") == data.get("email", "ann@example.com")
    assert not Person.objects.exists()


def test_the_wording_that_was_shown_is_recorded(client, newsletter_settings, soup):
    shown = soup(client.get(ADDRESS)).select_one("main [name=stamp]")["value"]
    newsletter_settings.wording = "Write to me every day."
    newsletter_settings.save()
    send(client, stamp=aged(shown))
    send(client, email="bob@example.com")
    assert [consent.wording for consent in Consent.objects.order_by("pk")] == [WORDING, "Write to me every day."]


def test_nobody_signs_up_while_it_is_switched_off(client, newsletter_settings):
    newsletter_settings.enabled = False
    newsletter_settings.save()
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"email": "ann@example.com", "consent": "on"}).status_code == 404
    assert not Person.objects.exists()


def test_an_address_gets_at_most_five_mails_an_hour_from_all_forms_together(client, guidebook):
    for _ in range(3):
        asked(page=guidebook)
    assert {send(client).status_code for _ in range(4)} == {303}
    assert Delivery.objects.filter(status="queued").count() == 5
    assert Delivery.objects.filter(status="held").count() == 2
    assert Consent.objects.count() == 4


# Confirming


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_link_confirms_nothing(client, link, method):
    for _ in range(3):
        assert getattr(client, method)(link).status_code == 200
    assert Person.objects.get().newsletter == "asked"
    assert Consent.objects.count() == 1


def test_the_page_shows_what_is_agreed_to_and_one_button(client, link, soup):
    html = soup(client.get(link)).main
    assert WORDING in html.get_text()
    assert [form["action"] for form in html.select("form")] == [link]
    assert len(html.select("button")) == 1


def test_one_press_confirms_in_the_words_that_were_agreed_to(client, link, newsletter_settings):
    newsletter_settings.wording = "Something else by now."
    newsletter_settings.save()
    response = client.post(link)
    assert (response.status_code, response["Location"]) == (303, "/newsletter/confirmed/")
    assert client.get(response["Location"]).status_code == 200
    confirmed = Consent.objects.get(action="confirmed")
    assert (confirmed.wording, confirmed.placement, confirmed.person.newsletter) == (WORDING, "footer", "confirmed")


def test_a_used_link_says_that_all_is_done(client, link, soup):
    client.post(link)
    for response in (client.get(link), client.post(link)):
        assert response.status_code == 410
        assert "already" in response.content.decode()
        assert not soup(response).main.select("form")
    assert Consent.objects.filter(action="confirmed").count() == 1


def test_an_expired_link_sends_a_new_one_by_a_button(client, link, soup, later, path_in):
    later(days=7, seconds=1)
    response = client.get(link)
    assert response.status_code == 410
    assert client.post(link).status_code == 410
    assert Person.objects.get().newsletter == "asked"
    again = soup(response).main.select_one("form")["action"]
    assert client.get(again).status_code == 405
    assert client.post(again)["Location"] == "/newsletter/sent/"
    assert client.post(path_in(latest_mail(), "confirm")).status_code == 303
    assert Person.objects.get().newsletter == "confirmed"


def test_an_expired_link_of_a_subscriber_sends_nothing(client, link, later):
    client.post(link)
    later(days=8)
    response = client.post(f"{link}again/")
    assert response.status_code == 410
    assert "already" in response.content.decode()
    assert Delivery.objects.count() == 1


def test_a_link_from_before_somebody_left_does_not_bring_them_back(client, link):
    services.unsubscribe(Person.objects.get())
    for response in (client.get(link), client.post(link), client.post(f"{link}again/")):
        assert response.status_code == 410
    assert Person.objects.get().newsletter == "withdrawn"


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "x" * 10_000])
def test_a_forged_link_leads_to_the_form(client, token, soup):
    for path in (f"/newsletter/confirm/{token}/", f"/newsletter/unsubscribe/{token}/"):
        response = client.get(path)
        assert response.status_code == 404
        assert soup(response).main.select("a[href]")
    assert client.post(f"/newsletter/confirm/{token}/").status_code == 404
    assert client.post(f"/newsletter/undo/{token}/").status_code == 404


def test_no_link_survives_an_erasure(client, link):
    person = Person.objects.get()
    services.erase(person)
    assert client.get(link).status_code == 404
    assert (
        client.post(f"/newsletter/unsubscribe/{make(Purpose.UNSUBSCRIBE, person.uuid, person.email)}/").status_code
        == 404
    )


# In any template


def rendered(template: str, request: HttpRequest | None = None, **context: Any) -> str:
    return Template("{% load newsletter_tags %}" + template).render(Context({"request": request, **context}))


@pytest.fixture
def request_to_the_site(rf):
    return rf.get("/", headers={"host": "localhost"})


def test_the_form_stands_anywhere_with_words_and_ids_of_its_own(request_to_the_site):
    footer = rendered('{% newsletter_sign_up placement="footer" %}', request_to_the_site)
    block = rendered('{% newsletter_sign_up placement="block" heading="Stay near" %}', request_to_the_site)
    assert 'id="sign-up--footer-email"' in footer
    assert 'id="sign-up--block-email"' in block
    assert Stamp.read(BeautifulSoup(footer, "html.parser").select_one("[name=stamp]")["value"]).placement == "footer"
    assert "Stay near" in block
    assert "One letter a month" in footer


def test_no_form_stands_where_there_is_no_request_or_no_newsletter(request_to_the_site, newsletter_settings):
    newsletter_settings.enabled = False
    newsletter_settings.save()
    assert rendered('{% newsletter_sign_up placement="footer" %}', request_to_the_site) == ""
    assert rendered('{% newsletter_sign_up placement="footer" %}') == ""


def test_all_forms_together_ask_the_database_once(rf, newsletter_settings, django_assert_num_queries):
    request = rf.get("/", headers={"host": "localhost"})
    template = '{% newsletter_sign_up placement="a" %}{% newsletter_sign_up placement="b" %}{% footer_form %}'
    rendered("", request)
    from wagtail.models import Site

    Site.find_for_request(request)
    with django_assert_num_queries(1):
        assert rendered(template, request).count("<form") == 2


def test_only_a_published_guidebook_is_on_offer(request_to_the_site, rf, guidebook):
    NewsletterSettings.objects.update(guidebook=guidebook, footer_form=FooterForm.GUIDEBOOK)
    guidebook.unpublish()
    assert rendered("{% footer_form %}", request_to_the_site) == ""


def test_a_sign_up_works_without_script_cookie_or_token():
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert send(client).status_code == 303
    assert Person.objects.exists()
    assert client.post(ADDRESS, {}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not client.cookies
    assert new_client().head(ADDRESS).status_code == 200
