"""'Send it again', on the page of thanks."""

from uuid import uuid4

import pytest

from newsletter.models import Delivery, GuidebookSubmission
from newsletter.tokens import Purpose, make
from tests.factories.newsletter import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def thanks(guidebook) -> str:
    """The page of thanks after somebody has asked."""
    submission = asked("ann@example.com", guidebook)
    return f"{guidebook.url}?thanks={make(Purpose.THANKS, submission.uuid, 'ann@example.com')}"


@pytest.fixture
def again(client, thanks, soup) -> str:
    return soup(client.get(thanks)).select_one("main form[method=post]")["action"]


def mails() -> list[str]:
    return list(Delivery.objects.values_list("to", flat=True))


def test_the_thanks_say_honestly_what_follows(client, thanks, soup):
    text = soup(client.get(thanks)).main.get_text(" ", strip=True)
    assert "within a minute" in text
    assert "spam" in text
    assert "Send it again" in text
    assert "works for 7 days" in text


def test_one_press_sends_the_mail_again(client, again, path_in):
    response = client.post(again)
    assert (response.status_code, response["Location"]) == (303, "/newsletter/sent/")
    assert mails() == ["ann@example.com"] * 2
    assert GuidebookSubmission.objects.count() == 1
    first, second = (path_in(delivery, "download") for delivery in Delivery.objects.order_by("pk"))
    assert first != second
    assert client.post(second).status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_it_sends_nothing(client, again, method):
    assert getattr(client, method)(again).status_code == 405
    assert len(mails()) == 1


def test_pressing_it_often_is_bounded_as_all_mails_are(client, again):
    assert {client.post(again).status_code for _ in range(12)} == {303}
    sent = Delivery.objects.filter(status=Delivery.Status.QUEUED).count()
    assert sent <= 5


def test_after_an_hour_the_form_has_to_be_sent_once_more(client, again, guidebook, later, soup):
    later(hours=1, seconds=1)
    response = client.post(again)
    assert response.status_code == 410
    assert soup(response).select(f"main a[href='{guidebook.url}']")
    assert len(mails()) == 1


def test_a_forged_token_sends_nothing(client, again):
    assert client.post("/newsletter/sent/forged/again/").status_code == 404
    assert len(mails()) == 1


def test_whoever_is_in_quarantine_gets_the_same_answer(client, db):
    token = make(Purpose.THANKS, uuid4(), "ann@example.com")
    response = client.post(f"/newsletter/sent/{token}/again/")
    assert (response.status_code, response["Location"]) == (303, "/newsletter/sent/")
    assert mails() == []


def test_a_guidebook_that_is_gone_is_not_sent(client, again, guidebook):
    guidebook.unpublish()
    assert client.post(again).status_code == 410
    assert len(mails()) == 1


def test_the_preview_of_the_thanks_has_no_button(guidebook, rf):
    request = rf.get("/", headers={"host": "localhost"})
    assert "Send it again" not in guidebook.render_landing_page(request).render().content.decode()
