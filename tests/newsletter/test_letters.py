"""What the mails say, in text and HTML."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.core import mail as django_mail
from django.template.loader import render_to_string

from newsletter import services
from newsletter.letters import brand, compose, copy_for_reading
from newsletter.models import Delivery, Person
from newsletter.services.post import send_address_changed, send_change_address, send_my_data, send_welcome
from newsletter.tokens import Purpose
from tests.factories.newsletter import WORDING, asked, latest_mail, letter_of, subscriber

pytestmark = pytest.mark.django_db
EMAILS = Path(django_settings.BASE_DIR) / "templates/newsletter/email"
KINDS = sorted(Delivery.Kind.values)
WITH_WORDING = ["confirmation", "guidebook", "welcome"]
WITH_BUTTON = {
    "confirmation": "confirm",
    "guidebook": "download",
    "my_data": "my-data",
    "change_address": "change-address",
}


@pytest.fixture
def mails(guidebook):
    """One mail of each kind, with everything in it that such a mail can have."""
    guidebook.title = "R&D <for> “managers”"
    asked("ann@example.com", page=guidebook, wording=f"{WORDING} R&D <b>")
    guidebook_mail = latest_mail()
    consent = services.sign_up(address="bob@example.com", wording=f"{WORDING} R&D <b>")
    person = consent.person
    person.pending_email = "bob@new.example"
    return {
        "guidebook": guidebook_mail,
        "confirmation": latest_mail(),
        "welcome": send_welcome(consent),
        "my_data": send_my_data(person),
        "change_address": send_change_address(person),
        "address_changed": send_address_changed(person, "bob@old.example"),
    }


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_three_templates(kind):
    for name in (f"{kind}_subject.txt", f"{kind}.txt", f"{kind}.mjml"):
        assert (EMAILS / name).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_in_a_template_survives_rendering(mails, kind):
    """The renderer drops what it does not know without a word."""
    urls = {purpose: f"https://x/{purpose}" for purpose in Purpose}
    values = {**mails[kind].context["values"], "text": "Good to have you."}
    context = {f"{purpose.replace('-', '_')}_url": url for purpose, url in urls.items()} | values
    context |= {"base_url": "https://x", "brand": brand(), "language": "en-gb"}
    source = render_to_string(f"newsletter/email/{kind}.mjml", context)
    body = BeautifulSoup(source, "html.parser").find("mj-body")
    rendered = compose(kind, "", values, urls, brand())
    html = words(BeautifulSoup(rendered.html, "html.parser").get_text(" "))
    texts = [words(text) for text in body.find_all(string=True) if text.strip() and "https://x" not in text]
    assert len(texts) > 4
    for text in texts:
        assert text in html


@pytest.mark.parametrize("kind", WITH_WORDING)
def test_both_parts_say_what_was_agreed_to(mails, kind):
    mail = letter_of(mails[kind])
    assert f"{WORDING} R&D <b>" in words(mail.text)
    assert f"{WORDING} R&D <b>" in words(BeautifulSoup(mail.html, "html.parser").get_text(" "))


@pytest.mark.parametrize(("kind", "purpose"), WITH_BUTTON.items())
def test_both_parts_carry_the_link(mails, kind, purpose):
    mail = letter_of(mails[kind])
    link = next(word for word in mail.text.split() if f"/newsletter/{purpose}/" in word)
    anchors = BeautifulSoup(mail.html, "html.parser").select("a[href]")
    assert link in [anchor["href"] for anchor in anchors]


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_begins_as_a_letter_and_holds_no_markup(mails, kind):
    mail = letter_of(mails[kind])
    assert mail.text.startswith(("Here", "Somebody"))
    assert "&amp;" not in mail.text
    assert "&#" not in mail.text


def test_subjects_are_one_line_without_markup(mails):
    assert mails["guidebook"].subject == "Your guidebook: R&D <for> “managers”"
    assert mails["confirmation"].subject == "Please confirm: the Leaders Island newsletter"


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_loads_nothing_and_says_its_language(mails, kind):
    html = BeautifulSoup(letter_of(mails[kind]).html, "html.parser")
    assert html.html["lang"] == "en-gb"
    assert not html.select("img, script, link, iframe")
    assert "@import" not in letter_of(mails[kind]).html
    assert "url(" not in letter_of(mails[kind]).html
    assert {anchor["href"].split("/")[2] for anchor in html.select("a[href]")} == {"localhost"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_a_title_a_preheader_and_both_schemes(mails, kind):
    html = BeautifulSoup(letter_of(mails[kind]).html, "html.parser")
    assert html.title.get_text(strip=True)
    assert html.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert "prefers-color-scheme: dark" in letter_of(mails[kind]).html
    assert (
        html.body.find("div")
        .get_text(strip=True)
        .startswith("One press" if kind in WITH_BUTTON or kind == "welcome" else "From now on")
    )


def test_the_colours_are_those_of_the_site():
    tokens = (Path(django_settings.BASE_DIR) / "site/static/css/tokens.css").read_text().lower()
    used = {
        colour for file in EMAILS.glob("*.mjml") for colour in re.findall(r"#[0-9a-f]{6}\b", file.read_text().lower())
    }
    assert len(used) > 6
    assert [colour for colour in used if colour not in tokens] == []


def test_the_brand_is_the_one_in_the_settings(site_settings, guidebook):
    site_settings.name, site_settings.organisation_name = "Harbour", "Harbour & Sons Ltd"
    site_settings.save()
    services.sign_up(address="ann@example.com", wording=WORDING)
    assert latest_mail().subject == "Please confirm: the Harbour newsletter"
    mail = letter_of(latest_mail())
    assert "Harbour & Sons Ltd" in mail.text
    assert "Harbour &amp; Sons Ltd" in mail.html


def test_only_who_gets_the_newsletter_is_told_how_to_leave_it(guidebook, run_jobs):
    asked("ann@example.com", page=guidebook)
    letter = letter_of(latest_mail())
    assert "nsubscribe" not in letter.text + letter.html
    subscriber("bob@example.com")
    run_jobs()
    asked("bob@example.com", page=guidebook)
    run_jobs()
    first, last = django_mail.outbox[0], django_mail.outbox[-1]
    assert first.extra_headers.keys() == {"Auto-Submitted", "Message-ID"}
    assert last.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = last.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in last.body
    assert address in last.alternatives[0].content


def test_a_mail_to_another_address_than_the_person_s_own_offers_no_way_to_leave(mails):
    """The link would be for an address that it was not mailed to."""
    for kind in ("change_address", "address_changed"):
        assert mails[kind].person.gets_newsletter_mail
        assert "nsubscribe" not in letter_of(mails[kind]).text


def test_links_begin_with_the_address_in_the_settings(settings, guidebook):
    settings.BASE_URL = "https://www.example.org"
    asked(page=guidebook, wording=WORDING)
    links = re.findall(r"https?://\S+", letter_of(latest_mail()).text)
    assert len(links) == 4
    assert all(link.startswith("https://www.example.org/") for link in links)


@pytest.mark.parametrize("hostile", ["A\r\nBcc: eve@example.com", "A\nSubject: B", "x" * 255])
def test_no_title_breaks_a_header(hostile, guidebook, run_jobs):
    guidebook.title = hostile
    asked(page=guidebook)
    run_jobs()
    message = django_mail.outbox[0].message()
    assert "\n" not in latest_mail().subject
    assert message["Bcc"] is None
    assert message.get_all("To") == ["ann@example.com"]


def test_a_name_given_in_a_form_stands_in_no_mail(guidebook):
    """Else anybody could have us write to a stranger what they like."""
    asked(page=guidebook, answers={"name": "BUY NOW http://evil.example"})
    assert Person.objects.get().name == "BUY NOW http://evil.example"
    assert "evil" not in letter_of(latest_mail()).text + letter_of(latest_mail()).html + latest_mail().subject


def test_a_person_is_written_to_in_their_language(guidebook):
    asked(page=guidebook, locale="pl")
    assert 'lang="pl"' in letter_of(latest_mail()).html


@pytest.mark.parametrize("kind", KINDS)
def test_a_pole_is_written_to_in_polish(mails, kind):
    letter = compose(kind, "pl", mails[kind].context["values"], {}, brand())
    assert letter.text.startswith(("Oto", "Ktoś"))
    for english in (" you", " this ", " the "):
        assert english not in letter.text.replace(WORDING, "")
    if kind in WITH_WORDING:
        assert f"„{WORDING} R&D <b>”" in words(letter.text)
        assert f"„{WORDING} R&D <b>”" in words(BeautifulSoup(letter.html, "html.parser").get_text(" "))


def test_the_number_of_days_is_spoken_as_people_speak(guidebook):
    guidebook.link_valid_days = 1
    asked(page=guidebook)
    assert "for 1 day." in letter_of(latest_mail()).text


def test_what_marketing_says_in_a_mail_stands_above_its_button(guidebook):
    guidebook.mail_text = "Good to have you.\nRead it <slowly>."
    asked(page=guidebook)
    letter = letter_of(latest_mail())
    assert letter.text.index("Read it <slowly>.") < letter.text.index("Open this page")
    html = BeautifulSoup(letter.html, "html.parser").get_text(" ")
    assert html.index("Read it <slowly>.") < html.index("Get the guidebook")
    guidebook.mail_text = ""
    asked(page=guidebook)
    assert "\n\n\n" not in letter_of(latest_mail()).text


def test_a_copy_for_reading_holds_no_link_that_works(guidebook):
    asked(page=guidebook, wording=WORDING)
    mail = latest_mail()
    assert WORDING in copy_for_reading(mail)
    assert "/newsletter/download/…" in copy_for_reading(mail)
    assert not re.search(r"/newsletter/\w+/[^…]", copy_for_reading(mail))


def test_of_a_row_that_holds_nothing_there_is_no_copy(guidebook):
    asked(page=guidebook)
    Delivery.objects.update(context={})
    assert copy_for_reading(latest_mail()) == ""
