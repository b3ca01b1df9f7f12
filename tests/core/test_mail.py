"""The local mailbox: each mail is a file that any mail program opens."""

import email
import email.policy

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail

from core.mail import MailboxBackend


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.EMAIL_BACKEND = "core.mail.MailboxBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "not" / "there" / "yet"
    return settings.EMAIL_FILE_PATH


def letters(mailbox):
    files = sorted(mailbox.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def letter(subject: str = "Your guidebook", body: str = "Here it is.", to: str = "reader@example.com"):
    return EmailMultiAlternatives(subject, body, "hello@example.com", [to])


def test_a_mail_becomes_a_file_in_a_folder_that_is_made_for_it(mailbox):
    assert send_mail("Your guidebook", "Here it is.", "hello@example.com", ["reader@example.com"]) == 1
    (found,) = letters(mailbox)
    assert found["Subject"] == "Your guidebook"
    assert found["To"] == "reader@example.com"
    assert found.get_content().strip() == "Here it is."


def test_letters_that_are_not_ascii_survive(mailbox):
    letter("Żółw – 10 zasad", "Zażółć gęślą jaźń").send()
    (found,) = letters(mailbox)
    assert found["Subject"] == "Żółw – 10 zasad"
    assert "Zażółć gęślą jaźń" in found.get_content()


def test_both_forms_of_a_mail_and_its_headers_are_kept(mailbox):
    message = letter()
    message.attach_alternative("<p>Here it is.</p>", "text/html")
    message.extra_headers["List-Unsubscribe"] = "<https://example.com/leave>"
    message.send()
    (found,) = letters(mailbox)
    assert found.get_body(("plain",)).get_content().strip() == "Here it is."
    assert found.get_body(("html",)).get_content().strip() == "<p>Here it is.</p>"
    assert found["List-Unsubscribe"] == "<https://example.com/leave>"


def test_lines_end_as_the_standard_of_mail_says(mailbox):
    letter(body="One\nTwo").send()
    (file,) = mailbox.glob("*.eml")
    data = file.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")


def test_each_of_several_mails_has_a_file_of_its_own_even_with_one_subject(mailbox):
    assert get_connection().send_messages([letter(), letter(), letter()]) == 3
    assert len(letters(mailbox)) == 3


def test_nothing_to_send_is_nothing_sent(mailbox):
    assert MailboxBackend().send_messages([]) == 0
    assert letters(mailbox) == []


@pytest.mark.parametrize("subject", ["../../etc/passwd", "a/b\\c", "." * 300, "x" * 400, "", "日本語"])
def test_a_subject_never_leads_out_of_the_mailbox(mailbox, subject):
    letter(subject).send()
    (file,) = mailbox.iterdir()
    assert file.parent == mailbox
    assert len(file.name) < 120


def test_a_file_is_there_only_once_it_is_whole(mailbox, monkeypatch):
    """Whoever watches the folder for `.eml` files must never read half a mail."""

    def fail(message):
        raise RuntimeError

    monkeypatch.setattr("core.mail.as_bytes", fail)
    with pytest.raises(RuntimeError):
        letter().send()
    assert letters(mailbox) == []
