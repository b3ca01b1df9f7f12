"""The desk's lists and exports cost as much with many rows as with few."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from home.seeding import seed_leads
from newsletter import exports, listing, workbooks
from newsletter.lead_rows import lead_rows
from newsletter.models import Delivery, Person
from newsletter.viewsets import PersonViewSet
from tests.factories.newsletter import WORDING, asked, subscriber

FEW, MANY = 3, 300
LEADS, DELIVERIES = "/admin/marketing/leads/", "/admin/marketing/deliveries/"


def fill(number: int) -> None:
    for _ in seed_leads(number - Person.objects.count(), 1):
        pass


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200
        assert response.getvalue()
    return len(captured)


# Lists


@pytest.mark.django_db
def test_every_list_asks_as_much_for_many_rows_as_for_few(admin_client, guidebook):
    addresses = [
        LEADS,
        f"{LEADS}?q=reader-2",
        f"{LEADS}?q=reader-2@leads.example",
        f"{LEADS}?guidebook={guidebook.pk}",
        f"{LEADS}?fetched=no",
        f"{LEADS}?placement=page",
        f"{LEADS}?ordering=name",
        f"{LEADS}?export=csv",
        f"{LEADS}?export=xlsx",
        "/admin/marketing/consents/",
        "/admin/marketing/guidebook-downloads/",
        DELIVERIES,
        f"{DELIVERIES}?q=reader-2@leads.example",
        "/admin/marketing/accesses/",
    ]
    fill(FEW)
    few = {address: queries(admin_client, address) for address in addresses}
    fill(MANY)
    assert {address: queries(admin_client, address) for address in addresses} == few


@pytest.mark.django_db
@pytest.mark.parametrize("shallow", [0, 1000])
def test_a_page_far_behind_shows_its_own_rows_in_order(admin_client, guidebook, monkeypatch, shallow):
    monkeypatch.setattr(listing, "SHALLOW", shallow)
    fill(50)
    expected = list(Person.objects.order_by("-created_at").values_list("email", flat=True))[40:]
    shown = admin_client.get(LEADS, {"p": 3}).context["object_list"]
    assert [person.email for person in shown] == expected
    monkeypatch.setattr("newsletter.ledgers.Ledger.list_per_page", 20)
    page = admin_client.get(DELIVERIES, {"p": 3}).context["page_obj"]
    assert [mail.pk for mail in page.object_list] == [mail.pk for mail in Delivery.objects.all()][40:]


@pytest.mark.django_db
def test_a_whole_address_finds_the_person_and_a_part_of_one_finds_all_who_have_it(admin_client, guidebook):
    asked("ann@example.com", page=guidebook)
    asked("joann@example.com", page=guidebook)

    def found(words: str) -> tuple[int, int]:
        leads = admin_client.get(LEADS, {"q": words}).context["paginator"].count
        return leads, admin_client.get(DELIVERIES, {"q": words}).context["result_count"]

    assert found("Ann@Example.com") == (1, 1)
    assert found("ann@example") == (2, 2)
    assert found("nn@example.com") == (2, 2)
    assert found("nobody@example.com") == (0, 0)


@pytest.mark.django_db
def test_a_ledger_is_sorted_by_its_time_and_by_nothing_that_has_no_index(admin_client, guidebook):
    fill(FEW)
    by_time = [mail.pk for mail in Delivery.objects.order_by("created_at", "-pk")]

    def shown(order: str) -> list[int]:
        return [mail.pk for mail in admin_client.get(DELIVERIES, {"o": order}).context["page_obj"].object_list]

    assert shown("3") == by_time
    assert shown("0") == sorted(by_time, reverse=True)
    html = admin_client.get(DELIVERIES).content.decode()
    assert "?o=3" in html or "?o=-3" in html
    assert "?o=0" not in html


# Exports


@pytest.mark.django_db
def test_an_export_says_of_each_lead_what_it_lists(guidebook, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 1)
    asked("bob@example.com", page=guidebook, wording=WORDING)
    subscriber("ann@example.com")
    Person.objects.get(email="ann@example.com").tags.add("Board", "Alumni")
    ann, bob = lead_rows(Person.objects.order_by("email"))
    assert set(PersonViewSet.list_export) <= set(ann) == set(bob)
    assert (ann["get_newsletter_display"], ann["tag_names"], ann["guidebooks"]) == ("subscribed", "Alumni, Board", "")
    assert isinstance(ann["consent_confirmed_at"], datetime)
    assert (bob["guidebooks"], bob["consent_wording"]) == (guidebook.title, WORDING)
    assert (bob["consent_confirmed_at"], bob["consent_withdrawn_at"]) == (None, None)
    guidebook.delete()
    assert next(lead_rows(Person.objects.filter(email="bob@example.com")))["guidebooks"] == "a guidebook that is gone"


@pytest.mark.django_db
@pytest.mark.parametrize("ledger", ["leads", "consents", "guidebook-downloads", "deliveries"])
def test_both_kinds_of_file_hold_the_same_rows(admin_client, guidebook, ledger):
    fill(FEW)
    contents = {
        kind: admin_client.get(f"/admin/marketing/{ledger}/", {"export": kind}).getvalue() for kind in ("csv", "xlsx")
    }
    lines = list(csv.reader(io.StringIO(contents["csv"].decode())))
    sheet = load_workbook(io.BytesIO(contents["xlsx"])).active
    assert [[cell for cell in row if "@" in cell] for row in lines] == [
        [cell.value for cell in row if "@" in str(cell.value)] for row in sheet.iter_rows()
    ]
    assert len(lines) > 1


def read(*rows: list) -> list[list]:
    sheet = load_workbook(io.BytesIO(b"".join(workbooks.stream(rows, "yyyy-mm-dd hh:mm")))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_holds_what_was_put_in():
    moment = datetime(2026, 11, 23, 9, 5)  # noqa: DTZ001 (as Wagtail hands it over)
    assert read(["Time", "n"], [moment, 5]) == [["Time", "n"], [moment, 5]]
    assert read([True, 1.5, "<a> & 'b'", " spaced ", "two\nlines", "Zoë"]) == [
        [True, 1.5, "<a> & 'b'", " spaced ", "two\nlines", "Zoë"]
    ]
    assert read(["a", None, "", "d"], [None, "b"])[0] == ["a", None, None, "d"]
    assert len(read(["x" * 40_000])[0][0]) == workbooks.LONGEST_TEXT


def test_a_date_in_a_workbook_is_shown_as_one():
    moment = datetime(2026, 11, 23, 9, 5)  # noqa: DTZ001
    sheet = load_workbook(io.BytesIO(b"".join(workbooks.stream([[moment, "x"]], "dd/mm/yyyy")))).active
    assert (sheet["A1"].number_format, sheet["B1"].number_format) == ("dd/mm/yyyy", "General")


def test_a_workbook_is_sent_before_its_last_row_is_known():
    def endless() -> Iterator[list[str]]:
        return ([f"reader {number} {hash(number * 7919):x}"] for number in count())

    parts = workbooks.stream(endless(), "General")
    assert all(0 < len(next(parts)) < 2 * workbooks.ENOUGH for _ in range(5))
