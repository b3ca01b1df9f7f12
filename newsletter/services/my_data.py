"""What a person does with their own data, by a link that was mailed to them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from articles import comment_mail, comments
from core.addresses import normalise
from core.limits import may_be_mailed
from newsletter import letters
from newsletter.models.events import Event
from newsletter.models.people import Person
from newsletter.services import stops
from newsletter.services.consents import has_left, lock, settle
from newsletter.services.data import erase
from newsletter.services.errors import AddressTakenError, LinkUsedError
from newsletter.services.events import note
from newsletter.services.post import send_address_changed, send_change_address, send_my_data
from newsletter.tokens import Purpose

# How long the newsletter can be paused, by months.
PAUSES = {1: timedelta(days=30), 3: timedelta(days=91)}


@transaction.atomic
def ask_for_data(address: str) -> None:
    """Mails the link to whom we know. It is counted, and answered, in the same way where we do not.

    Who has only commented is nobody of ours: their link opens their comments, and makes no row of them.
    """
    address = normalise(address)
    if not may_be_mailed(address):
        return
    person = Person.objects.filter(email=address).first()
    if person:
        note(Event.Kind.DATA_ASKED, person)
        send_my_data(person)
    elif comment := comments.of_address(address).last():
        language = comment.article.locale.language_code
        comment_mail.send_my_comments(comment, letters.link(Purpose.MY_COMMENTS, comment.uuid, address, language))


@transaction.atomic
def ask_for_new_address(person: Person, address: str) -> None:
    """Mails the link that confirms to the new address; until it is pressed, nothing changes."""
    person = lock(person)
    person.pending_email = normalise(address)
    person.save(update_fields=["pending_email"])
    if may_be_mailed(person.pending_email):
        send_change_address(person)


def check_new_address(person: Person) -> None:
    """Raises `LinkUsedError` when nothing waits any more, `AddressTakenError` when somebody else is there."""
    if not person.pending_email:
        raise LinkUsedError
    if Person.objects.filter(email=person.pending_email).exists():
        raise AddressTakenError


@transaction.atomic
def change_address(person: Person) -> None:
    """Moves the person to the address that they confirmed, and tells the old one.

    Every link that was mailed to the old address dies. Who left stays out at the new address too, and an address that
    left before is not brought back by somebody who moves to it.
    """
    person = lock(person)
    check_new_address(person)
    if has_left(person):
        stops.mark(person.pending_email)
    old, person.email, person.pending_email = person.email, person.pending_email, ""
    person.save(update_fields=["email", "pending_email"])
    settle(person)
    comments.move(old, person.email)
    note(Event.Kind.ADDRESS_CHANGED, person)
    send_address_changed(person, old, is_held=not may_be_mailed(old))


@transaction.atomic
def pause(person: Person, months: int) -> None:
    person = lock(person)
    person.paused_until = timezone.localdate() + PAUSES[months]
    person.save(update_fields=["paused_until"])
    note(Event.Kind.PAUSED, person)


@transaction.atomic
def resume(person: Person) -> None:
    person = lock(person)
    person.paused_until = None
    person.save(update_fields=["paused_until"])
    note(Event.Kind.RESUMED, person)


def note_fetched(person: Person) -> None:
    note(Event.Kind.DATA_FETCHED, person)


@transaction.atomic
def erase_oneself(person: Person) -> None:
    """Whoever erases themself has left, too, so no import may bring them back."""
    stops.mark(person.email)
    erase(person)


@transaction.atomic
def erase_comments(address: str) -> None:
    """The same for somebody of whom we have nothing but comments."""
    stops.mark(address)
    comments.erase(address)
