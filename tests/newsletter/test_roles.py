"""Who of the staff may do what: every address of the Marketing menu, and of what else shows people, for each role."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from newsletter.models import PersonTag
from tests.conftest import new_client, signed_in

pytestmark = pytest.mark.django_db

NOBODY: set[str] = set()
MARKETING = {"marketer", "admin"}
# Whoever writes a guidebook's page chooses its file.
GUIDEBOOKS = {"moderator", *MARKETING}
STAFF = {"editor", *GUIDEBOOKS}
ROLES = ("reader", "editor", "moderator", "marketer", "admin")

LIST = (MARKETING, NOBODY)
BUTTON = (MARKETING, MARKETING)
CLOSED = (NOBODY, NOBODY)
VIEWS = {
    "": LIST,
    "results/": LIST,
    "new/": BUTTON,
    "edit/#/": BUTTON,
    "delete/#/": BUTTON,
    "history/#/": LIST,
    "history-results/#/": LIST,
    "usage/#/": LIST,
}
# Of each part of the Marketing menu who opens it, and who may send something to it; a # is the number of a row.
MENU = {
    "leads": {
        **VIEWS,
        "new/": CLOSED,
        "delete/#/": CLOSED,
        "inspect/#/": LIST,
        "erase/#/": BUTTON,
        "merge/#/": BUTTON,
        "export/#/": BUTTON,
        "import/": BUTTON,
    },
    "guidebook-files": VIEWS,
    "popups": {**VIEWS, "reorder/#/": (NOBODY, MARKETING), "preview/#/": BUTTON, "preview/#/parts/": BUTTON},
    "consents": {"": LIST, "inspect/#/": LIST},
    "guidebook-downloads": {"": LIST, "inspect/#/": LIST},
    "deliveries": {"": LIST, "inspect/#/": LIST, "resend/#/": BUTTON},
    "quarantine": {"": LIST, "inspect/#/": LIST, "free/#/": BUTTON},
    "wordings": {"": LIST, "inspect/#/": LIST},
    "accesses": {"": LIST, "inspect/#/": LIST},
    "retention": {"": LIST, "inspect/#/": LIST},
    "guidebook-file-chooser": {
        "": (GUIDEBOOKS, NOBODY),
        "results/": (GUIDEBOOKS, NOBODY),
        "chosen/#/": (GUIDEBOOKS, NOBODY),
        "chosen-multiple/": (GUIDEBOOKS, NOBODY),
        "create/": BUTTON,
    },
}
DOORS = {f"/admin/marketing/{part}/{path}": who for part, paths in MENU.items() for path, who in paths.items()}
# Wagtail's own views, of what is ours.
ELSEWHERE = {
    "/admin/forms/": (STAFF, NOBODY),
    "/admin/forms/results/": (STAFF, NOBODY),
    "/admin/forms/submissions/#/": LIST,
    "/admin/forms/submissions/#/results/": LIST,
    "/admin/settings/newsletter/newslettersettings/": BUTTON,
    "/admin/settings/newsletter/newslettersettings/#/": BUTTON,
    "/admin/tag-autocomplete/newsletter/persontag/": BUTTON,
}
DOORS["/admin/forms/submissions/#/delete/"] = BUTTON


def views(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, str]]:
    """Each address with its view."""
    for pattern in resolver.url_patterns:
        address = before + re.sub(r"<[^>]+>|\(\?P.+?\)", "#", str(pattern.pattern)).strip("^$")
        if isinstance(pattern, URLResolver):
            yield from views(pattern, address)
        else:
            yield address, pattern.lookup_str


def test_every_address_of_ours_in_the_admin_has_its_row():
    in_admin = [(address, view) for address, view in views(get_resolver()) if address.startswith("/admin/")]
    ours = {address for address, view in in_admin if "/marketing/" in address or view.startswith("newsletter.")}
    assert ours == set(DOORS)


@pytest.fixture
def clients(editor, moderator, marketer, admin) -> dict[str, Client]:
    return dict(zip(ROLES, (new_client(), *map(signed_in, (editor, moderator, marketer, admin))), strict=True))


@pytest.mark.parametrize("address", DOORS | ELSEWHERE)
def test_a_door_opens_to_its_roles_alone_and_to_others_writes_nothing(address, door, clients):
    for method, allowed in zip(("get", "post"), (DOORS | ELSEWHERE)[address], strict=True):
        for role, client in clients.items():
            with transaction.atomic(), CaptureQueriesContext(connection) as asked:
                answer = getattr(client, method)(door(address), {"in_other_languages-count": "0"})
                transaction.set_rollback(True)
            assert is_open(answer) == (role in allowed), (method, role, answer.status_code)
            assert is_open(answer) or not [sql["sql"] for sql in asked if writes(sql["sql"])], (method, role)


def is_open(answer: HttpResponseBase) -> bool:
    """Wagtail's own views refuse by sending the user to the front page of the admin."""
    if answer.status_code == 302:
        return answer["Location"] != "/admin/" and not answer["Location"].startswith("/admin/login/")
    assert answer.status_code in {200, 403, 405}, answer.status_code
    return answer.status_code == 200


def writes(sql: str) -> bool:
    return re.match(r'(INSERT INTO|UPDATE|DELETE FROM) "newsletter_', sql) is not None


@pytest.mark.parametrize("role", ["editor", "moderator"])
def test_wagtails_lists_name_nobody_to_those_who_may_not_see_leads(door, clients, role):
    clients["marketer"].post(door("/admin/marketing/leads/edit/#/"), {"name": "Ann Berg"})
    for address in ("/admin/", "/admin/forms/", "/admin/reports/site-history/", "/admin/reports/aging-pages/"):
        html = clients[role].get(address, follow=True).content.decode()
        assert "ann@example.com" not in html
        assert "Ann Berg" not in html
        assert "guidebook-files" not in html


def test_tags_of_leads_are_completed_for_marketing(clients):
    PersonTag.objects.create(name="Speaker")
    answer = clients["marketer"].get("/admin/tag-autocomplete/newsletter/persontag/?term=sp")
    assert answer.json() == ["Speaker"]
