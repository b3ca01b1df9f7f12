"""Whoever asks in Polish is answered in Polish: by the form, by mail, and by the pages behind its links."""

import pytest
from django.conf import settings
from django.core.cache import cache
from wagtail.models import Site

from newsletter.models import Consent, NewsletterSettings, Person, Wording
from newsletter.popups import popups_on
from tests.factories import ArticleFactory
from tests.factories import blocks as b
from tests.factories.languages import translated
from tests.factories.newsletter import PopupFactory, fill_in, latest_mail, letter_of

pytestmark = pytest.mark.django_db
POLISH_WORDING = "Tak, piszcie do mnie raz w miesiącu."


@pytest.fixture(autouse=True)
def words(home_page, newsletter_settings):
    translated(home_page)
    own = NewsletterSettings.for_site(Site.objects.get())
    own.in_other_languages = b.stream(
        b.block("words", {"language": "pl", "heading": "Jeden list", "wording": POLISH_WORDING, "button_label": ""})
    )
    own.save()
    return own


def test_a_sign_up_in_polish_is_polish_to_the_end(client, path_in):
    answer = fill_in(client, "/pl/newsletter/sign-up/", email="ann@example.com", consent="on")
    assert answer["Location"] == "/pl/newsletter/sign-up/thanks/"
    assert '<html lang="pl"' in client.get(answer["Location"]).content.decode()
    person = Person.objects.get()
    assert person.locale == "pl"
    assert Consent.objects.get().wording == POLISH_WORDING
    letter = letter_of(latest_mail())
    assert POLISH_WORDING in letter.text
    assert 'lang="pl"' in letter.html
    assert f'href="{settings.BASE_URL}/pl/"' in letter.html
    assert f"{settings.BASE_URL}/pl/" in letter.text.splitlines()[-1]
    link = path_in(latest_mail(), "confirm")
    assert link.startswith("/pl/newsletter/confirm/")
    assert '<html lang="pl"' in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/pl/newsletter/confirmed/"


def test_english_stays_english(client, path_in):
    fill_in(client, "/newsletter/sign-up/", email="ann@example.com", consent="on")
    assert Person.objects.get().locale == "en-gb"
    assert path_in(latest_mail(), "confirm").startswith("/newsletter/confirm/")


def test_a_link_works_whatever_becomes_of_the_polish_pages(client, path_in, home_page):
    fill_in(client, "/pl/newsletter/sign-up/", email="ann@example.com", consent="on")
    link = path_in(latest_mail(), "confirm")
    home_page.get_translations().get().unpublish()
    assert client.get("/pl/").status_code == 404
    html = client.get(link).content.decode()
    assert '<html lang="pl"' in html
    assert 'href="/pl/"' not in html
    assert client.post(link).status_code == 303


def test_the_words_of_each_language_are_kept(words):
    assert POLISH_WORDING in Wording.objects.values_list("text", flat=True)


def test_a_polish_guidebook_is_asked_for_and_delivered_in_polish(client, guidebook, path_in, run_jobs):
    version = translated(guidebook, slug="zasady", title="Dziesięć zasad", newsletter_wording=POLISH_WORDING)
    answer = fill_in(client, "/pl/guidebooks/zasady/", email="ann@example.com", newsletter="on")
    assert answer["Location"].startswith("/pl/guidebooks/zasady/?thanks=")
    thanks = client.get(answer["Location"]).content.decode()
    assert '<html lang="pl"' in thanks
    assert 'action="/pl/newsletter/sent/' in thanks
    person = Person.objects.get()
    assert person.locale == "pl"
    assert person.submissions.get().page.pk == version.pk
    assert Consent.objects.get().wording == POLISH_WORDING
    link = path_in(latest_mail(), "download")
    assert link.startswith("/pl/newsletter/download/")
    assert client.post(link).status_code == 200


def test_what_is_wrong_with_a_form_is_said_in_polish(client, guidebook):
    version = translated(guidebook, slug="zasady")
    html = client.post(f"/pl/newsletter/ask/{version.pk}/", {"email": "nobody"}).content.decode()
    assert '<html lang="pl"' in html
    assert "Enter an e-mail address" not in html


def test_the_guidebook_on_offer_is_the_one_in_the_readers_language(client, words, guidebook):
    words.guidebook, words.footer_form = guidebook, "guidebook"
    words.save()
    assert f"/newsletter/ask/{guidebook.pk}/" in client.get("/").content.decode()
    assert "/newsletter/ask/" not in client.get("/pl/").content.decode()
    version = translated(guidebook, slug="zasady")
    assert f'action="/pl/newsletter/ask/{version.pk}/' in client.get("/pl/").content.decode()


def test_a_popup_comes_to_those_who_read_its_guidebooks_language(guidebook):
    english = ArticleFactory()
    polish = translated(english, topics=[])
    popup = PopupFactory(guidebook=guidebook)
    assert popups_on(english, "article") == [popup]
    assert popups_on(polish, "article") == []
    version = translated(guidebook)
    other = PopupFactory(guidebook=version)
    cache.clear()  # Forgotten when a transaction ends, as this test's does not.
    assert popups_on(polish, "article") == [other]


def test_the_settings_refuse_a_language_that_is_there_twice(admin_client, words):
    from django.core.exceptions import ValidationError

    twice = [b.block("words", {"language": "pl", "wording": text}) for text in ("Tak.", "Owszem.")]
    words.in_other_languages = b.stream(*twice)
    with pytest.raises(ValidationError, match="twice"):
        words.full_clean()
