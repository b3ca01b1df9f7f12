"""A reader sees what we hold about them, takes it away, corrects it and erases it, from the first page to the last."""

import json
import re
from zipfile import ZipFile

import pytest
from django.core import mail
from playwright.sync_api import expect

from newsletter.models import Person, StopMark
from tests.e2e.browsing import Visit
from tests.factories.newsletter import subscriber

pytestmark = pytest.mark.e2e
ADDRESS = "ann@example.com"


def link() -> str:
    return re.search(r"http\S+/newsletter/my-data/[^\s>/]+/", mail.outbox[-1].body)[0]


def test_from_the_address_to_the_erasure(reader: Visit, island: str, run_jobs) -> None:
    subscriber(ADDRESS)
    reader.open("/newsletter/my-data/")
    reader.page.get_by_label("E-mail address").first.fill(ADDRESS)
    reader.press("Mail me the link")
    reader.expect_heading("Look into your mailbox")
    run_jobs()
    reader.open(link())
    reader.page.get_by_label("Name").fill("Ann Archer")
    reader.press("Correct the name")
    expect(reader.page.get_by_role("status")).to_have_text("Your name is corrected.")
    with reader.page.expect_download() as download:
        reader.press("Download all of it")
    with ZipFile(download.value.path()) as file:
        assert json.loads(file.read("my-data.json"))["person"]["name"] == "Ann Archer"
    reader.press("Pause for a month")
    expect(reader.page.get_by_text("it is paused until")).to_be_visible()
    reader.page.get_by_role("link", name="Erase everything").click()
    reader.expect_heading("Erase everything?")
    assert Person.objects.exists()
    reader.press("Erase all of it")
    reader.expect_heading("All of it is gone")
    assert not Person.objects.exists()
    assert StopMark.objects.count() == 1
    assert reader.complaints == []
    assert reader.context.cookies() == []
