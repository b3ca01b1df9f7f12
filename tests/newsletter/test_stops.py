"""The stop mark: whoever left stays out until they confirm by mail, whatever happens to their row."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from newsletter import services
from newsletter.models import Consent, GuidebookPage, NewsletterState, Person, StopMark
from newsletter.services import Origin, StoppedError, stops
from newsletter.services.consents import record
from tests.factories.newsletter import WORDING, asked, subscriber

pytestmark = pytest.mark.django_db
ANN = "ann@example.com"
BY_IMPORT = Origin(placement="import", method=Consent.Method.IMPORT)


def known() -> Person:
    return Person.objects.get_or_create(email=ANN)[0]


def test_leaving_makes_the_mark_and_confirming_lifts_it():
    person = subscriber()
    assert not services.is_stopped(ANN)
    services.unsubscribe(person)
    assert services.is_stopped(ANN)
    request = services.sign_up(address=ANN, wording=WORDING)
    assert services.is_stopped(ANN)
    services.confirm(request)
    assert not services.is_stopped(ANN)


def test_undo_lifts_the_mark_of_a_subscriber():
    services.resubscribe(services.unsubscribe(subscriber()))
    assert not services.is_stopped(ANN)


def test_undo_of_somebody_who_had_only_asked_waits_for_the_confirmation():
    services.sign_up(address=ANN, wording=WORDING)
    services.resubscribe(services.unsubscribe(Person.objects.get()))
    assert services.is_stopped(ANN)
    services.confirm(Consent.objects.first())
    assert not services.is_stopped(ANN)


def test_the_mark_holds_no_address_and_knows_every_spelling_of_it():
    stops.mark("Ann@BÜCHER.example")
    stops.mark("ann@xn--bcher-kva.example")
    (mark,) = StopMark.objects.all()
    assert len(mark.address_hash) == 64
    assert services.is_stopped("ann@bücher.example")
    assert not services.is_stopped("ann@example.com")
    stops.lift("ANN@Bücher.example")
    assert not StopMark.objects.exists()


def test_an_address_of_earlier_rules_can_be_marked_too():
    stops.mark('"a b"@example.com')
    assert services.is_stopped('"a b"@example.com')


def test_the_mark_outlives_a_change_of_the_secret_that_keeps_the_old_one(settings):
    stops.mark(ANN)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "y" * 50
    assert not services.is_stopped(ANN)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert services.is_stopped(ANN)
    stops.mark(ANN)
    assert StopMark.objects.count() == 2
    stops.lift(ANN)
    assert not StopMark.objects.exists()


def test_an_erasure_leaves_the_mark_and_makes_one_for_who_had_left():
    person = subscriber()
    services.unsubscribe(person)
    StopMark.objects.all().delete()
    services.erase(person)
    assert services.is_stopped(ANN)
    services.erase(subscriber("bob@example.com"))
    assert not services.is_stopped("bob@example.com")


def test_an_import_cannot_bring_a_stopped_address_back():
    services.unsubscribe(subscriber())
    services.erase(Person.objects.get())
    person = known()
    with pytest.raises(StoppedError), transaction.atomic():
        record(person, Consent.Action.CONFIRMED, WORDING, BY_IMPORT)
    assert not Consent.objects.exists()
    person.refresh_from_db()
    assert person.newsletter == NewsletterState.NONE


def test_somebody_new_at_a_stopped_address_is_asked_by_mail_whatever_the_form_says(guidebook):
    services.unsubscribe(subscriber())
    services.erase(Person.objects.get())
    consent = services.sign_up(address=ANN, wording=WORDING, double_opt_in=False)
    assert (consent.action, consent.person.newsletter) == ("given", "asked")


@pytest.mark.parametrize(
    ("receipts", "is_marked", "state"),
    [
        ([], False, "none"),
        (["given"], False, "asked"),
        (["given", "confirmed"], False, "confirmed"),
        (["given", "confirmed", "given"], False, "confirmed"),
        (["given", "confirmed"], True, "withdrawn"),
        (["given", "confirmed", "withdrawn", "given"], False, "withdrawn"),
    ],
)
def test_a_state_is_settled_by_the_receipts_and_the_mark(receipts, is_marked, state):
    person = known()
    for action in receipts:
        record(person, Consent.Action(action), WORDING, Origin(method=Consent.Method.LINK))
    StopMark.objects.all().delete()
    if is_marked:
        stops.mark(ANN)
    Person.objects.update(newsletter="none")
    services.settle(person := Person.objects.get())
    assert person.newsletter == state
    assert services.is_stopped(ANN) == (state == "withdrawn")


# Whatever happens


def imported() -> None:
    with suppress(StoppedError), transaction.atomic():
        record(known(), Consent.Action.CONFIRMED, WORDING, BY_IMPORT)


def signed_up(double_opt_in: bool) -> None:
    services.sign_up(address=ANN, wording=WORDING, double_opt_in=double_opt_in)


def requested(double_opt_in: bool) -> None:
    page = GuidebookPage.objects.get()
    page.double_opt_in = double_opt_in
    asked(ANN, page=page, wording=WORDING)


def erased() -> None:
    for person in Person.objects.filter(email=ANN):
        services.erase(person)


def settled() -> None:
    for person in Person.objects.filter(email=ANN):
        services.settle(person)


BY_OTHERS: dict[str, Callable[[], None]] = {
    "import": imported,
    "sign-up": lambda: signed_up(True),
    "sign-up with single opt-in": lambda: signed_up(False),
    "guidebook": lambda: requested(True),
    "guidebook with single opt-in": lambda: requested(False),
    "erasure": erased,
    "merger": settled,
}


def leaves() -> bool:
    """Whether there was somebody to leave."""
    return bool([person for person in Person.objects.filter(email=ANN) if services.unsubscribe(person)])


def confirms() -> bool:
    """Whether there was a request to confirm, by the latest mail."""
    request = Consent.objects.filter(action=Consent.Action.GIVEN).first()
    with suppress(services.LinkError):
        return bool(request and services.confirm(request))
    return False


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*BY_OTHERS, "leaves", "leaves", "confirms"]), max_size=12))
def test_whoever_left_is_on_no_list_until_they_confirm_by_mail(guidebook, happenings):
    has_left = False
    with transaction.atomic():
        for happening in happenings:
            if happening == "leaves":
                has_left = leaves() or has_left
            elif happening == "confirms":
                has_left = not confirms() and has_left
            else:
                BY_OTHERS[happening]()
            on_the_list = Person.objects.filter(email=ANN, newsletter=NewsletterState.CONFIRMED).exists()
            assert not (has_left and on_the_list)
            assert has_left == services.is_stopped(ANN)
        transaction.set_rollback(True)
