"""Somebody whom we know is not asked twice: the form leaves out what they told us before.

They are known by a link that holds a token for their address (`Purpose.KNOWN`), never by a cookie. The link may be
passed on, so a page shows no more of the address than tells its owner which it is, and none of the answers.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.addresses import readable
from newsletter import tokens
from newsletter.models.people import NewsletterState, Person
from newsletter.tokens import Purpose

PARAMETER = "for"


class SilentInput(forms.HiddenInput):
    """Of a field that is not asked: nothing of its value goes into the page."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


def person_in(request: HttpRequest) -> Person | None:
    """Who came to this page by a link of their own."""
    return known_person(request.GET[PARAMETER]) if PARAMETER in request.GET else None


def known_person(token: str) -> Person | None:
    """Who the link was made for, as long as they have shown that the mailbox is theirs."""
    try:
        claim = tokens.read(Purpose.KNOWN, token)
    except (tokens.ForgedError, tokens.ExpiredError):
        return None
    person = Person.objects.filter(uuid=claim.uuid).first()
    return person if person and claim.is_for(person.email) and is_confirmed(person) else None


def is_confirmed(person: Person) -> bool:
    """Whether they have pressed a button behind a mail of ours."""
    is_subscriber = person.newsletter == NewsletterState.CONFIRMED
    return is_subscriber or person.downloads.exclude(downloaded_at=None).exists()


def link_for(person: Person, url: str) -> str:
    """The address of a guidebook's page on which this person is known."""
    return f"{url}?{PARAMETER}={tokens.make(Purpose.KNOWN, person.uuid, person.email)}"


def hint(address: str) -> str:
    """As much of an address as its owner needs: `a…@example.com`."""
    local, _at, domain = readable(address).rpartition("@")
    return f"{local[:1]}…@{domain}"


def leave_out(form: forms.Form, person: Person) -> None:
    """Takes from the form what this person has answered, and answers it for them; a ticked box is for one time only."""
    for name, value in {**answers_of(person), "email": person.email}.items():
        field = form.fields.get(name)
        if field and not field.widget.is_hidden and is_answer(field, value):
            field.disabled, field.widget = True, SilentInput()
            form.initial[name] = value
    if person.newsletter == NewsletterState.CONFIRMED:
        form.fields.pop("newsletter", None)


def answers_of(person: Person) -> dict[str, Any]:
    """What they last said under each name, in whatever form."""
    said: dict[str, Any] = {}
    for answers in person.submissions.order_by("submit_time", "pk").values_list("form_data", flat=True):
        said.update({name: value for name, value in answers.items() if value and not isinstance(value, bool)})
    return said


def is_answer(field: forms.Field, value: Any) -> bool:
    """Whether the value would do today: a choice may be gone since."""
    try:
        field.clean(value)
    except (ValidationError, TypeError):
        return False
    return True
