"""What happened between a person and us, newest first."""

import pytest

from newsletter import services
from newsletter.models import Delivery
from newsletter.models import Event as EventRow
from newsletter.timeline import shown, timeline
from tests.factories.newsletter import WORDING, asked, subscriber

pytestmark = pytest.mark.django_db


def test_everything_that_happened_is_told_newest_first(ann):
    services.unsubscribe(ann)
    events = timeline(ann)
    assert [event.time for event in events] == sorted((event.time for event in events), reverse=True)
    assert [event.state for event in reversed(events)] == [
        "asked",
        "given",
        "downloaded",
        "queued",
        "downloaded",
        "confirmed",
        "withdrawn",
    ]


def test_a_request_tells_its_answers_as_people_write_them(ann):
    request = next(event for event in timeline(ann) if event.state == "asked")
    assert ("Company", "Harbour Ltd") in request.details
    assert ("Topics", "A, B") in request.details
    assert ("Call", "yes") in request.details


def test_a_consent_tells_the_words_and_the_page(ann):
    given = next(event for event in timeline(ann) if event.state == "given")
    assert ("Wording", WORDING) in given.details
    assert ("Placement", "page") in given.details
    assert ("Page", "–") in given.details


def test_a_mail_tells_its_state_and_what_went_wrong():
    person = subscriber()
    Delivery.objects.update(status="failed", attempts=6, last_error="550 No such user")
    (mail,) = [event for event in timeline(person) if event.state == "failed"]
    assert ("Last error", "550 No such user") in mail.details
    assert ("Attempts", 6) in mail.details


def test_what_has_no_row_of_its_own_is_told_with_who_did_it(ann, admin):
    services.rename(ann, "Ann Archer", admin)
    services.note(EventRow.Kind.PAUSED, ann)
    paused, corrected = timeline(ann)[:2]
    assert (paused.title, paused.state, paused.details) == ("Newsletter paused", "paused", [])
    assert (corrected.title, corrected.details) == ("Corrected", [("By", "admin")])


def test_a_consent_names_its_page_after_the_page_is_gone(guidebook):
    origin = services.Origin(page_id=guidebook.pk, page_title="10 principles", page_url="/guidebooks/10/")
    person = asked(page=guidebook, wording=WORDING, origin=origin).person
    guidebook.delete()
    given = next(event for event in timeline(person) if event.state == "given")
    assert ("Page", "10 principles (revision –) /guidebooks/10/") in given.details
    assert ("How", "a ticked box in a form") in given.details


def test_the_number_of_questions_does_not_grow_with_what_happened(ann, guidebook, django_assert_num_queries):
    for _ in range(4):
        asked(ann.email, page=guidebook, wording=WORDING)
    with django_assert_num_queries(5):
        timeline(ann)


@pytest.mark.parametrize(
    ("value", "text"), [(True, "yes"), (False, "no"), (["A", "B"], "A, B"), ([], ""), (5, "5"), ("x", "x")]
)
def test_an_answer_is_shown_as_people_write_it(value, text):
    assert shown(value) == text
