"""The mailed link to a guidebook: a page, a button, a file."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import connections
from django.utils import timezone

from newsletter import services
from newsletter.models import Consent, Delivery, GuidebookDownload, GuidebookFile, Person
from newsletter.services import LinkExpiredError, LinkUsedError
from newsletter.tokens import Purpose, make
from tests.conftest import new_client
from tests.factories.newsletter import PDF, WORDING, asked, latest_download, latest_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(guidebook, path_in):
    """The link in the mail to somebody who asked for the guidebook alone."""
    asked(page=guidebook)
    return path_in(latest_mail(), "download")


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_link_changes_nothing_however_often(client, link, method):
    for _ in range(3):
        response = getattr(client, method)(link)
        assert response.status_code == 200
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]
        assert "Cookie" not in response.headers.get("Vary", "")
        assert response["Referrer-Policy"] == "strict-origin"
    assert latest_download().downloaded_at is None


def test_the_page_has_one_button_and_says_what_is_behind_it(client, link, soup, guidebook):
    html = soup(client.get(link)).main
    assert [form["action"] for form in html.select("form")] == [link]
    assert len(html.select("button")) == 1
    assert "12" in html.get_text()
    assert html.select_one("[name=csrfmiddlewaretoken]") is None


def test_the_button_gives_the_file_to_keep_and_is_counted(client, link, guidebook):
    GuidebookFile.objects.update(title="Ten principles")
    response = client.post(link)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="ten-principles.pdf"'
    assert response["Content-Length"] == str(len(PDF))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    download = latest_download()
    assert download.downloaded_at is not None
    assert len(download.ip_hash) == 64
    assert download.get_state_display() == "fetched"


def test_the_button_needs_no_cookie_and_no_token_but_the_link(link):
    """Whoever can name the address holds the mail, in whatever program the mail is read."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    response = client.post(link, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200
    assert not response.cookies


def test_a_link_gives_the_file_once_and_then_offers_a_new_one(client, link, soup, run_jobs):
    client.post(link)
    for response in (client.get(link), client.post(link)):
        assert response.status_code == 410
        form = soup(response).main.select_one("form")
        assert form["action"] == f"{link}again/"
    assert Delivery.objects.count() == 1
    again = client.post(form["action"])
    assert (again.status_code, again["Location"]) == (303, "/newsletter/sent/")
    assert Delivery.objects.count() == 2
    assert latest_mail().to == "ann@example.com"
    assert client.get(again["Location"]).status_code == 200


def test_the_new_link_works(client, link, path_in):
    client.post(link)
    client.post(f"{link}again/")
    new = path_in(latest_mail(), "download")
    assert new != link
    assert client.post(new).status_code == 200


def test_an_expired_link_offers_a_new_one_by_a_button_alone(client, link, later):
    later(days=7, seconds=1)
    response = client.get(link)
    assert response.status_code == 410
    assert "expired" in response.content.decode()
    assert client.post(link).status_code == 410
    assert latest_download().downloaded_at is None
    assert client.get(f"{link}again/").status_code == 405
    assert client.head(f"{link}again/").status_code == 405
    assert Delivery.objects.count() == 1
    assert client.post(f"{link}again/").status_code == 303
    assert latest_download().expires_at > timezone.now()


def test_the_page_sets_how_long_a_link_lives(client, guidebook, path_in, later):
    guidebook.link_valid_days = 1
    asked(page=guidebook)
    link = path_in(latest_mail(), "download")
    later(hours=23)
    assert client.get(link).status_code == 200
    later(hours=2)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "é", "x" * 10_000, "..%2f..%2fetc"])
def test_a_forged_link_says_so_and_leads_back_to_the_form(client, guidebook, token, soup):
    for method in (client.get, client.head, client.post):
        assert method(f"/newsletter/download/{token}/").status_code in {400, 404}
    response = client.get("/newsletter/download/forged/")
    assert soup(response).main.select_one(f"a[href='{guidebook.url}']")


def test_a_token_of_another_purpose_opens_nothing(client, guidebook):
    asked(page=guidebook)
    token = make(Purpose.CONFIRM, latest_download().uuid, "ann@example.com")
    assert client.post(f"/newsletter/download/{token}/").status_code == 404
    assert latest_download().downloaded_at is None


def test_a_link_to_nothing_is_as_good_as_forged(client, link):
    services.erase(Person.objects.get())
    GuidebookDownload.objects.all().delete()
    assert client.get(link).status_code == 404


def test_new_links_are_bounded_like_all_mail(client, link):
    client.post(link)
    for _ in range(8):
        assert client.post(f"{link}again/").status_code == 303
    assert Delivery.objects.exclude(status="held").count() == 5
    assert Delivery.objects.count() == 9


def test_a_guidebook_that_is_no_longer_offered_is_not_sent_again(client, link, guidebook):
    client.post(link)
    guidebook.unpublish()
    response = client.post(f"{link}again/")
    assert response.status_code == 410
    assert "no longer offered" in response.content.decode()
    assert Delivery.objects.count() == 1


def test_a_new_link_leads_to_the_guidebook_as_it_is_now(client, link, guidebook):
    from tests.factories.newsletter import GuidebookFileFactory

    newer = GuidebookFileFactory(title="Second edition")
    guidebook.guidebook_file = newer
    guidebook.save_revision().publish()
    client.post(f"{link}again/")
    assert latest_download().file == newer


def test_the_press_confirms_the_newsletter_that_was_asked_for_and_the_page_says_so(client, guidebook, path_in):
    asked(page=guidebook, wording=WORDING)
    link = path_in(latest_mail(), "download")
    assert WORDING in client.get(link).content.decode()
    assert Person.objects.get().newsletter == "asked"
    client.post(link)
    assert Person.objects.get().newsletter == "confirmed"
    given, confirmed = Consent.objects.order_by("pk")
    assert (confirmed.action, confirmed.wording, confirmed.submission) == ("confirmed", WORDING, given.submission)
    assert len(confirmed.ip_hash) == 64


def test_a_press_does_not_bring_back_somebody_who_left_in_between(client, guidebook, path_in):
    asked(page=guidebook, wording=WORDING)
    link = path_in(latest_mail(), "download")
    services.unsubscribe(Person.objects.get())
    assert WORDING not in client.get(link).content.decode()
    assert client.post(link).status_code == 200
    assert Person.objects.get().newsletter == "withdrawn"


def test_the_press_of_somebody_who_wanted_the_guidebook_alone_confirms_nothing(client, link):
    client.post(link)
    assert not Consent.objects.exists()


def test_a_link_is_not_used_up_by_a_file_that_cannot_be_read(client, link, guidebook):
    storages["private"].delete(guidebook.guidebook_file.file.name)
    response = client.post(link)
    assert response.status_code == 503
    assert "stays good" in response.content.decode()
    assert latest_download().downloaded_at is None


def test_recording_a_download_of_a_used_or_expired_link_raises(guidebook):
    asked(page=guidebook)
    download = latest_download()
    services.record_download(download)
    with pytest.raises(LinkUsedError):
        services.record_download(download)
    GuidebookDownload.objects.update(downloaded_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(LinkExpiredError):
        services.record_download(GuidebookDownload.objects.get())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_presses_at_once_one_gets_the_file(guidebook, path_in):
    asked(page=guidebook, wording=WORDING)
    link = path_in(latest_mail(), "download")

    def press(_number: int) -> int:
        try:
            return new_client().post(link).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(press, range(6)))
    assert statuses == [200, 410, 410, 410, 410, 410]
    assert Consent.objects.filter(action="confirmed").count() == 1


def test_the_file_has_no_public_address(client, guidebook):
    name = guidebook.guidebook_file.file.name
    assert "principles" not in name
    assert "manuscript" not in name
    for address in (f"/media/{name}", f"/documents/{name}", f"/static/{name}", f"/private/{name}", f"/{name}"):
        assert client.get(address).status_code == 404
