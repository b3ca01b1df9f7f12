"""No cell of an export is a formula, whichever view it comes from."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from newsletter import exports, services
from newsletter.exports import FORMULA_STARTS, harmless
from newsletter.models import Delivery, GuidebookPage, Person
from tests.factories.newsletter import WORDING, add_fields, asked, subscriber

FORMULAS = [
    "=1+4",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    '=HYPERLINK("http://evil.example")',
    "|x",
]
EXPORTS = [
    "/admin/marketing/leads/",
    "/admin/marketing/guidebook-downloads/",
    "/admin/marketing/consents/",
    "/admin/marketing/deliveries/",
    "/admin/forms/submissions/{page}/",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_becomes_a_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", ["", "Ann", "a=1", "ann@example.com", 5, -5, None, True, datetime(2026, 11, 23, tzinfo=UTC)]
)
def test_everything_else_stays_as_it_is(value):
    assert harmless(value) == value


@given(st.text())
def test_no_text_comes_out_as_a_formula_or_with_what_a_workbook_forbids(text):
    safe = harmless(text)
    assert not safe.lstrip().startswith(FORMULA_STARTS)
    assert "\x00" not in safe
    assert "\x0b" not in safe


@pytest.fixture
def hostile(guidebook):
    """People who put formulas wherever a form lets them, and a guidebook that is called like one."""
    page = add_fields(guidebook, {"label": "=cmd"}, {"label": "Why", "field_type": "multiline"})
    GuidebookPage.objects.filter(pk=page.pk).update(title="=2+2", draft_title="=2+2")
    page.guidebook_file.title = "@file"
    page.guidebook_file.save()
    for number, formula in enumerate(FORMULAS):
        answers = {"name": formula, "cmd": formula, "why": f"a\x0bb{formula}"}
        address = f"=ann{number}@example.com" if number % 2 else f"+ann{number}@example.com"
        origin = services.Origin("-footer")
        asked(address, page=GuidebookPage.objects.get(pk=page.pk), answers=answers, wording="=wording", origin=origin)
    Delivery.objects.update(last_error="=error", subject="+subject")
    return page


def cells_of(response) -> list[str]:
    content = b"".join(response.streaming_content)
    if response["Content-Type"].startswith("text/csv"):
        return [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
    sheet = load_workbook(io.BytesIO(content)).active
    for row in sheet.iter_rows():
        assert not [cell for cell in row if cell.data_type == "f"]
    return [str(cell.value or "") for row in sheet.iter_rows() for cell in row]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("address", EXPORTS)
def test_no_cell_of_any_export_is_a_formula(admin_client, hostile, address, kind):
    response = admin_client.get(address.format(page=hostile.pk), {"export": kind})
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    cells = cells_of(response)
    assert any("ann1@example.com" in cell for cell in cells)
    assert any(cell.startswith(("'=", "'+")) for cell in cells)
    for cell in cells:
        assert not cell.lstrip().startswith(FORMULA_STARTS), cell
        assert not cell.startswith(("\t", "\r", "\n"))


@pytest.mark.django_db
def test_an_export_of_leads_equals_the_screen_with_the_columns_of_consent(admin_client, guidebook):
    asked("bob@example.com", page=guidebook)
    subscriber("ann@example.com")
    response = admin_client.get("/admin/marketing/leads/", {"export": "csv", "newsletter": "confirmed"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [row["E-mail address"] for row in rows] == ["ann@example.com"]
    assert rows[0]["Newsletter"] == "subscribed"
    assert rows[0]["Consent: wording"] == WORDING
    assert rows[0]["Consent: confirmed"]
    assert rows[0]["Consent: withdrawn"] == ""


@pytest.mark.django_db
def test_an_export_reads_some_rows_at_a_time(admin_client, guidebook, monkeypatch):
    from django.db import connection

    monkeypatch.setattr(exports, "CHUNK", 5)
    for number in range(20):
        asked(f"ann{number}@example.com", page=guidebook)
    assert Person.objects.count() == 20
    with CaptureQueriesContext(connection) as captured:
        response = admin_client.get("/admin/marketing/leads/", {"export": "csv"})
        rows = b"".join(response.streaming_content).splitlines()
    assert len(rows) == 21
    prefetches = [query for query in captured if 'FROM "newsletter_consent"' in query["sql"]]
    assert len(prefetches) == 4
