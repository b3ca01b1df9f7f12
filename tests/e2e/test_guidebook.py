"""A reader asks for the guidebook, follows the mail, and has it; with and without JavaScript."""

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from openpyxl import load_workbook
from playwright.sync_api import expect

from newsletter.models import Delivery, GuidebookDownload, GuidebookPage, GuidebookSubmission, Person
from tests.e2e.admin import Desk
from tests.e2e.browsing import Visit
from tests.factories.newsletter import PDF, WORDING, GuidebookPageFactory, add_fields

pytestmark = pytest.mark.e2e

ADDRESS = "ann@example.com"
FORMULA = '=HYPERLINK("https://example.com";"Ann")'


@pytest.fixture
def guidebook(island: str) -> GuidebookPage:
    page = GuidebookPageFactory(title="Ten principles", slug="ten-principles")
    role = {"label": "Role", "field_type": "dropdown", "choices": "Lead\nMember", "required": False}
    return add_fields(page, {"label": "Name", "required": True}, role)


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def reader(request: pytest.FixtureRequest, open_browser: Callable[..., Visit]) -> Visit:
    """Each journey is made twice."""
    return open_browser(java_script_enabled=request.param)


def ask(reader: Visit, guidebook: GuidebookPage, newsletter: bool = False) -> None:
    reader.open(guidebook.url)
    reader.page.get_by_label("E-mail address").fill(ADDRESS)
    reader.page.get_by_label("Name").fill(FORMULA)
    reader.page.get_by_label("Role").select_option("Lead")
    if newsletter:
        reader.page.get_by_label(WORDING).check()
    reader.press(guidebook.button_label)
    expect(reader.page.get_by_role("heading", name=guidebook.thank_you_heading)).to_be_visible()


def link_in_last_mail() -> str:
    """The address that the mail leads to, in its text and in its HTML alike."""
    message = mail.outbox[-1]
    assert message.to == [ADDRESS]
    link = re.search(r"http\S+/newsletter/download/\S+", message.body)[0]
    assert link in message.alternatives[0].content
    return link


def download(reader: Visit) -> bytes:
    """Presses the button; the bytes that are saved."""
    with reader.page.expect_download() as saved:
        reader.press("Download the guidebook")
    assert saved.value.suggested_filename.endswith(".pdf")
    return Path(saved.value.path()).read_bytes()


def fetched() -> int:
    return GuidebookDownload.objects.exclude(downloaded_at=None).count()


def test_what_is_wrong_is_said_beside_the_field_and_all_else_is_kept(reader, guidebook, request):
    reader.open(guidebook.url)
    page = reader.page
    page.get_by_label("E-mail address").fill("ann@example")
    page.get_by_label("Role").select_option("Member")
    page.get_by_label(WORDING).check()
    reader.press(guidebook.button_label)

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Please look at this again")
    if "with script" in request.node.callspec.id.split("-"):
        expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error"))
    for label, kept in (("E-mail address", "ann@example"), ("Name", "")):
        field = page.get_by_label(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_value(kept)
        described_by = field.get_attribute("aria-describedby").split()
        messages = " ".join(page.locator(f"[id='{one}']").inner_text() for one in described_by)
        assert "Error:" in messages
        summary.get_by_role("link", name=re.compile(f"^{label}")).click()
        expect(page.locator(":target")).to_have_attribute("name", field.get_attribute("name"))
    expect(page.get_by_label("Role")).to_have_value("Member")
    expect(page.get_by_label(WORDING)).to_be_checked()
    assert not GuidebookSubmission.objects.exists()


@pytest.mark.parametrize("newsletter", [False, True], ids=["no newsletter", "newsletter"])
def test_a_reader_asks_and_follows_the_mail_to_the_file(reader, guidebook, run_jobs, newsletter):
    ask(reader, guidebook, newsletter)
    reader.page.reload()
    expect(reader.page.get_by_role("heading", name=guidebook.thank_you_heading)).to_be_visible()
    assert GuidebookSubmission.objects.count() == Delivery.objects.count() == 1
    assert not mail.outbox
    run_jobs()
    assert len(mail.outbox) == 1

    reader.open(link_in_last_mail())
    expect(reader.page.get_by_role("button", name="Download the guidebook")).to_be_visible()
    assert fetched() == 0
    assert Person.objects.get().newsletter == ("asked" if newsletter else "none")
    expect(reader.page.get_by_text(WORDING)).to_have_count(int(newsletter))
    assert download(reader) == PDF
    assert fetched() == 1
    assert Person.objects.get().newsletter == ("confirmed" if newsletter else "none")
    assert reader.complaints == []


def test_a_used_link_says_so_and_sends_a_new_one(reader, guidebook, run_jobs):
    ask(reader, guidebook)
    run_jobs()
    used = link_in_last_mail()
    reader.open(used)
    download(reader)
    assert reader.open(used).status == 410
    reader.expect_heading("This link has been used")
    assert fetched() == 1

    reader.press("Send me a new link")
    reader.expect_heading("A new link is on its way")
    run_jobs()
    assert len(mail.outbox) == 2
    assert link_in_last_mail() != used
    reader.open(link_in_last_mail())
    assert download(reader) == PDF
    assert fetched() == 2


def test_a_forged_link_says_so_and_leads_to_the_form(reader, guidebook):
    assert reader.open("/newsletter/download/forged/").status == 404
    reader.expect_heading("This link leads nowhere")
    reader.page.get_by_role("main").get_by_role("link").click()
    reader.expect_path(guidebook.url)


def rows_of(desk: Desk, ledger: str) -> list[str]:
    """What a list in the Marketing menu says of the reader: a line for each row."""
    desk.open(f"marketing/{ledger}/")
    rows = desk.page.get_by_role("row").filter(has_text=ADDRESS)
    return [" ".join(row.split()) for row in rows.all_inner_texts()]


@pytest.fixture
def lead(open_browser: Callable[..., Visit], guidebook: GuidebookPage, run_jobs: Any) -> Person:
    """A reader who asked for the guidebook and the newsletter, and has fetched the file."""
    reader = open_browser()
    ask(reader, guidebook, newsletter=True)
    run_jobs()
    reader.open(link_in_last_mail())
    download(reader)
    return Person.objects.get()


def test_marketing_sees_the_lead_and_all_that_happened(desk, marketer, lead, guidebook):
    looking = desk(marketer)
    (row,) = rows_of(looking, "leads")
    assert "subscribed" in row
    assert guidebook.title in row
    looking.page.get_by_role("link", name=ADDRESS).click()
    timeline = looking.page.get_by_role("table")
    for words in ("Asked for “Ten principles”", "Lead", WORDING, "Consent: newsletter: confirmed", "Downloaded"):
        expect(timeline.get_by_text(words).first).to_be_visible()
    (fetched_row,) = rows_of(looking, "guidebook-downloads")
    assert "fetched" in fetched_row
    assert len(rows_of(looking, "consents")) == 2
    (mailed,) = rows_of(looking, "deliveries")
    assert "sent" in mailed


def test_marketing_exports_leads_in_which_nothing_is_a_formula(desk, marketer, lead):
    looking = desk(marketer)
    saved = {}
    for kind in ("CSV", "XLSX"):
        looking.open("marketing/leads/")
        looking.page.get_by_role("button", name="Actions").click()
        with looking.page.expect_download() as export:
            looking.page.get_by_role("link", name=f"Download {kind}").click()
        saved[kind] = Path(export.value.path()).read_bytes()
    rows = list(csv.DictReader(StringIO(saved["CSV"].decode())))
    assert [(row["E-mail address"], row["Name"]) for row in rows] == [(ADDRESS, f"'{FORMULA}")]
    heading, row = load_workbook(BytesIO(saved["XLSX"])).active.iter_rows()
    cells = dict(zip([cell.value for cell in heading], row, strict=True))
    assert cells["E-mail address"].value == ADDRESS
    assert cells["Name"].value == f"'{FORMULA}"
    assert {cell.data_type for cell in row} <= {"s", "inlineStr", "d", "n"}
