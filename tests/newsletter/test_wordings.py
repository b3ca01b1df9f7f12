"""Each version of the words beside a box is kept, so that those of an old receipt are found."""

import pytest

from newsletter.models import Consent, Wording
from newsletter.services import wordings
from tests.factories.newsletter import WORDING, GuidebookPageFactory, asked

pytestmark = pytest.mark.django_db
LEDGER = "/admin/marketing/wordings/"


def kept() -> set[str]:
    return set(Wording.objects.values_list("text", flat=True))


def test_the_words_of_the_newsletters_form_are_kept_when_the_settings_are_saved(newsletter_settings):
    newsletter_settings.wording = "Write to me every day."
    newsletter_settings.save()
    newsletter_settings.save()
    assert {WORDING, "Write to me every day."} <= kept()
    assert Wording.objects.filter(text="Write to me every day.").count() == 1
    assert "newsletter settings" in Wording.objects.get(text="Write to me every day.").form


def test_the_words_of_a_guidebook_are_kept_when_it_is_published_and_not_before(guidebook):
    guidebook.newsletter_wording = "A draft's words"
    revision = guidebook.save_revision()
    assert "A draft's words" not in kept()
    revision.publish()
    assert Wording.objects.get(text="A draft's words").form == guidebook.title


def test_a_guidebook_without_a_box_keeps_nothing(guidebook):
    Wording.objects.all().delete()
    guidebook.newsletter_wording = " "
    guidebook.save_revision().publish()
    assert kept() == set()


def test_the_words_of_an_old_receipt_are_found_after_they_were_changed(guidebook):
    guidebook.save_revision().publish()
    asked(page=guidebook, wording=WORDING)
    guidebook.newsletter_wording = "New words"
    guidebook.save_revision().publish()
    receipt = Consent.objects.get()
    assert Wording.objects.get(digest=wordings.digest(receipt.wording)).text == WORDING
    assert {WORDING, "New words"} <= kept()


def test_marketing_reads_and_exports_them_and_changes_none(marketing_client):
    GuidebookPageFactory().save_revision().publish()
    html = marketing_client.get(LEDGER).content.decode()
    assert WORDING in html
    assert f"{LEDGER}create/" not in html
    row = Wording.objects.get(text=WORDING)
    assert marketing_client.get(f"{LEDGER}inspect/{row.pk}/").status_code == 200
    assert marketing_client.get(f"{LEDGER}edit/{row.pk}/").status_code == 404
    assert WORDING in b"".join(marketing_client.get(LEDGER, {"export": "csv"}).streaming_content).decode()
