"""What the mails say, in text and HTML."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.template.loader import render_to_string

from newsletter import services
from newsletter.letters import compose
from newsletter.models import Delivery, Person
from newsletter.services.post import send_address_changed, send_change_address, send_my_data, send_welcome
from tests.factories.newsletter import WORDING, asked, latest_mail, subscriber

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
def test_every_text_in_a_template_survives_rendering(mails, kind, site_settings):
    """The renderer drops what it does not know without a word."""
    mail = mails[kind]
    context = {
        "title": "A title",
        "days": 7,
        "wording": WORDING,
        "download_url": "https://x/d",
        "confirm_url": "https://x/c",
        "my_data_url": "https://x/m",
        "change_address_url": "https://x/a",
    }
    context |= {"unsubscribe_url": "https://x/u", "base_url": "https://x", "brand": site_settings, "language": "en-gb"}
    source = render_to_string(f"newsletter/email/{kind}.mjml", context)
    body = BeautifulSoup(source, "html.parser").find("mj-body")
    rendered = compose(
        kind,
        mail.person,
        {
            key: value
            for key, value in context.items()
            if key not in {"unsubscribe_url", "base_url", "brand", "language"}
        },
    )
    html = words(BeautifulSoup(rendered.html, "html.parser").get_text(" "))
    texts = [words(text) for text in body.find_all(string=True) if text.strip() and "https://x" not in text]
    assert len(texts) > 4
    for text in texts:
        assert text in html


@pytest.mark.parametrize("kind", WITH_WORDING)
def test_both_parts_say_what_was_agreed_to(mails, kind):
    mail = mails[kind]
    assert f"{WORDING} R&D <b>" in words(mail.text)
    assert f"{WORDING} R&D <b>" in words(BeautifulSoup(mail.html, "html.parser").get_text(" "))


@pytest.mark.parametrize(("kind", "purpose"), WITH_BUTTON.items())
def test_both_parts_carry_the_link(mails, kind, purpose):
    mail = mails[kind]
    link = next(word for word in mail.text.split() if f"/newsletter/{purpose}/" in word)
    anchors = BeautifulSoup(mail.html, "html.parser").select("a[href]")
    assert link in [anchor["href"] for anchor in anchors]


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_begins_as_a_letter_and_holds_no_markup(mails, kind):
    mail = mails[kind]
    assert mail.text.startswith(("Here", "Somebody"))
    assert "&amp;" not in mail.text
    assert "&#" not in mail.text


def test_subjects_are_one_line_without_markup(mails):
    assert mails["guidebook"].subject == "Your guidebook: R&D <for> “managers”"
    assert mails["confirmation"].subject == "Please confirm: the Leaders Island newsletter"


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_loads_nothing_and_says_its_language(mails, kind):
    html = BeautifulSoup(mails[kind].html, "html.parser")
    assert html.html["lang"] == "en-gb"
    assert not html.select("img, script, link, iframe")
    assert "@import" not in mails[kind].html
    assert "url(" not in mails[kind].html
    assert {anchor["href"].split("/")[2] for anchor in html.select("a[href]")} == {"localhost"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_a_title_a_preheader_and_both_schemes(mails, kind):
    html = BeautifulSoup(mails[kind].html, "html.parser")
    assert html.title.get_text(strip=True)
    assert html.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert "prefers-color-scheme: dark" in mails[kind].html
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
    mail = latest_mail()
    assert mail.subject == "Please confirm: the Harbour newsletter"
    assert "Harbour & Sons Ltd" in mail.text
    assert "Harbour &amp; Sons Ltd" in mail.html


def test_only_who_gets_the_newsletter_is_told_how_to_leave_it(guidebook):
    asked("ann@example.com", page=guidebook)
    assert "nsubscribe" not in latest_mail().text + latest_mail().html
    assert latest_mail().headers == {"Auto-Submitted": "auto-generated"}
    subscriber("bob@example.com")
    asked("bob@example.com", page=guidebook)
    mail = latest_mail()
    assert mail.headers["List-Unsubscribe"].strip("<>") in mail.text
    assert mail.headers["List-Unsubscribe"].strip("<>") in mail.html


def test_links_begin_with_the_address_in_the_settings(settings, guidebook):
    settings.BASE_URL = "https://www.example.org"
    asked(page=guidebook, wording=WORDING)
    mail = latest_mail()
    links = re.findall(r"https?://\S+", mail.text)
    assert len(links) == 4
    assert all(link.startswith("https://www.example.org/") for link in links)


@pytest.mark.parametrize("hostile", ["A\r\nBcc: eve@example.com", "A\nSubject: B", "x" * 255])
def test_no_title_breaks_a_header(hostile, guidebook, run_jobs):
    from django.core import mail

    guidebook.title = hostile
    asked(page=guidebook)
    run_jobs()
    message = mail.outbox[0].message()
    assert "\n" not in latest_mail().subject
    assert message["Bcc"] is None
    assert message.get_all("To") == ["ann@example.com"]


def test_a_name_given_in_a_form_stands_in_no_mail(guidebook):
    """Else anybody could have us write to a stranger what they like."""
    asked(page=guidebook, answers={"name": "BUY NOW http://evil.example"})
    assert Person.objects.get().name == "BUY NOW http://evil.example"
    assert "evil" not in latest_mail().text + latest_mail().html + latest_mail().subject


def test_a_person_is_written_to_in_their_language(guidebook):
    asked(page=guidebook, locale="pl")
    assert 'lang="pl"' in latest_mail().html


def test_the_number_of_days_is_spoken_as_people_speak(guidebook):
    guidebook.link_valid_days = 1
    asked(page=guidebook)
    assert "for 1 day." in latest_mail().text
