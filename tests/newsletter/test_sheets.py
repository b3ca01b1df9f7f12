"""A mail that is put together from a sheet is the mail that Django would have built."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.mail import as_bytes
from newsletter import letters, sheets
from newsletter.letters import Brand, Letter, compose
from newsletter.models import Delivery, Person
from newsletter.sheets import MARK, Mail, mail_of, make_sheet
from newsletter.tokens import Purpose
from tests.factories.newsletter import asked

BRAND = Brand("Leaders & Co", "")
SENDER = "Leaders Island <hello@leadersisland.example>"
LEAVE = "https://www.example.com/newsletter/unsubscribe/" + "t0k.en-_" * 15 + "/"
URLS = {"download": "https://www.example.com/newsletter/download/" + "x" * 90 + "/?a=1&b=2", "unsubscribe": LEAVE}
# Anything that a database holds, and what has a meaning to templates, to MIME and to SMTP.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300) | st.sampled_from(
    [
        "{{ x }}{% y %}",
        "%s %(a)s {0}",
        ".\n..\n. x",
        "=3D=\n=",
        "From me\n",
        "--=_x--",
        "é" * 1200,
        "x" * 2000,
        "a \nb\t",
    ]
)


def parsed(data: bytes) -> dict[str, Any]:
    """What a reader's program makes of a mail; lines end as they end on that machine."""
    message = message_from_bytes(data, policy=default)
    parts = {part.get_content_type(): part.get_content().splitlines() for part in message.iter_parts()}
    headers = {name: str(value).strip() for name, value in message.items() if name not in {"Date", "Content-Type"}}
    return {"headers": headers, "type": message.get_content_type(), **parts}


def both(mail: Mail) -> tuple[dict[str, Any], dict[str, Any]]:
    return parsed(mail.as_bytes()), parsed(as_bytes(mail.as_message()))


def check_lines(data: bytes) -> None:
    head, _, body = data.partition(b"\r\n\r\n")
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert max(map(len, head.split(b"\r\n"))) <= 998


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(title=words, wording=words, text=words, can_leave=st.booleans())
@example(title="R&D <for> “managers” 🏝", wording="Yes.", text="", can_leave=True)
def test_each_mail_reads_as_if_it_had_been_built_for_itself(title, wording, text, can_leave):
    """Against the template rendered with the real links, not only against the same pieces."""
    values = {"title": title, "days": 7, "wording": wording, "is_agreed": False, "text": text}
    urls = URLS if can_leave else {"download": URLS["download"]}
    subject = " ".join(f"Your guidebook: {title}".split())[:255]
    marks = {purpose: f"{MARK}_{purpose}_{MARK}" for purpose in urls}
    sheet = make_sheet(SENDER, subject, compose("guidebook", "", values, marks, BRAND), marks)
    mail = Mail(sheet, "ann@example.com", "<1@example.com>", urls)
    letter = compose("guidebook", "", values, urls, BRAND)
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": "<1@example.com>"}
    if can_leave:
        headers |= {"List-Unsubscribe": f"<{LEAVE}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    alone = EmailMultiAlternatives(subject, letter.text, SENDER, ["ann@example.com"], headers=headers)
    alone.attach_alternative(letter.html, "text/html")
    assert parsed(mail.as_bytes()) == parsed(as_bytes(alone)) == parsed(as_bytes(mail.as_message()))
    check_lines(mail.as_bytes())


@settings(deadline=None, max_examples=300)
@given(
    pieces=st.lists(words, min_size=1, max_size=4), url=words.filter(lambda url: "\n" not in url and "\r" not in url)
)
def test_whatever_stands_around_a_link_comes_through(pieces, url):
    marked = f"{MARK}_download_{MARK}".join(pieces)
    sheet = make_sheet(SENDER, "Subject", Letter(f"{marked}.\n", f"<p>{marked}</p>\n"), {"download": ""})
    mail = Mail(sheet, "ann@example.com", "<1@example.com>", {"download": url})
    spliced, built = both(mail)
    assert spliced == built
    check_lines(mail.as_bytes())


@pytest.mark.parametrize(
    ("to", "recipient"),
    [("ann@example.com", "ann@example.com"), ("ann@bücher.example", "ann@xn--bcher-kva.example")],
)
def test_the_address_is_written_as_mail_servers_take_it(to, recipient):
    mail = Mail(make_sheet(SENDER, "Subject", Letter("Text\n", "<p>HTML</p>\n"), {}), to, "<1@example.com>", {})
    spliced, built = both(mail)
    assert mail.recipient == recipient
    assert spliced == built
    assert recipient in spliced["headers"]["To"]


def test_no_address_breaks_the_headers():
    mail = Mail(make_sheet(SENDER, "Subject", Letter("", ""), {}), "ann@example.com\nBcc: eve@example.com", "<1@x>", {})
    with pytest.raises(ValueError, match="newlines"):
        mail.as_bytes()


@pytest.mark.django_db
def test_mails_that_say_the_same_are_rendered_once(guidebook, monkeypatch):
    renderings, compose = [], letters.compose
    monkeypatch.setattr(letters, "compose", lambda *given: renderings.append(given) or compose(*given))
    sheets.printed.cache_clear()
    for name in ("ann", "bob", "cyd"):
        asked(f"{name}@example.com", page=guidebook)
    Person.objects.filter(email="cyd@example.com").update(newsletter="confirmed")
    mails = [mail_of(delivery, letters.brand()) for delivery in Delivery.objects.select_related("person")]
    assert len(renderings) == 2
    assert len({mail.as_bytes() for mail in mails}) == 3
    assert sum(Purpose.UNSUBSCRIBE in mail.urls for mail in mails) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["brand", "address", "sender", "title", "locale"])
def test_what_they_share_is_rendered_anew_when_it_changes(guidebook, settings, site_settings, change):
    asked("ann@example.com", page=guidebook)
    first = mail_of(Delivery.objects.get(), letters.brand())
    if change == "brand":
        site_settings.name = "Harbour"
        site_settings.save()
    elif change == "address":
        settings.BASE_URL = "https://www.example.org"
    elif change == "sender":
        settings.DEFAULT_FROM_EMAIL = "desk@example.org"
    elif change == "locale":
        Person.objects.update(locale="pl")
    else:
        guidebook.title = "Another"
    asked("ann@example.com", page=guidebook)
    assert mail_of(Delivery.objects.latest("pk"), letters.brand()).sheet != first.sheet
