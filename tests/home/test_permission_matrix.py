"""Who of the staff may open what: every address of the admin has its row here, or in `tests/newsletter/test_roles.py`.

Wagtail's own choosers and lists that hold nothing but what is public are open to all who come into the admin.
"""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import URLResolver, get_resolver

from tests.conftest import new_client, signed_in

pytestmark = pytest.mark.django_db

ADMIN = {"admin"}
OPERATORS = {"operator", *ADMIN}
MODERATORS = {"moderator", *ADMIN}
WRITERS = {"editor", "moderator", "marketer", *ADMIN}
STAFF = {"operator", *WRITERS}
# The first that an address begins with decides; what is for everybody needs no sign-in.
EVERYBODY = re.compile(r"(login|password_reset|sprite|jsi18n|logout)/|two-factor/$|\.\*/$")
ROWS = [
    (r"$|account/|two-factor/|dismissibles/|failwhale/|test404/|modeladmin/jsi18n/|block-preview/", STAFF),
    (r"tag-autocomplete/|help/guide/", STAFF),
    (r"api/main/|choose-|editing-sessions/|(documents|images|embeds)/chooser/|articles/choose_parent/", STAFF),
    # Lists names of topics, tags, templates and steps of workflows.
    (r"snippets/choose/articles/(topic|tag|series|articletemplate)/(?!create)|workflows/task_chooser/", STAFF),
    # What somebody did themselves, and what they may see; an address that leads on; a question that names the page.
    (r"reports/site-history/|pages/#/(revisions/$|move/#/confirm/)|pages/workflow/confirm_cancellation/", STAFF),
    (r"users/|groups/|sites/|locales/|redirects/|collections/|workflows/|reports/(unsent|kept)-mail/", ADMIN),
    (r"reports/operations/", OPERATORS),
    (r"wordpress/|snippets/(choose/)?articles/comment/|assignments/|versions/|drafts/|reports/locked/", MODERATORS),
    (r"snippets/choose/home/savedsection/(?!create)", STAFF),  # Its names, as of topics.
    (r"snippets/(choose/)?home/savedsection/", {"marketer", *MODERATORS}),
    (r"snippets/(choose/)?articles/articletemplate/", MODERATORS),
    (r"snippets/(choose/)?articles/", {"editor", *MODERATORS}),
    (r"pages/#/($|results/|add_subpage/)|pages/(?!#)|articles/|documents/|images/|forms/", WRITERS),
    (r"translation/submit/|reports/", WRITERS),
    (r"pages/#/", MODERATORS),
    (r"", ADMIN),
]  # fmt: skip
# That the rows are not all closed for want of a right address.
OPEN = {
    "": STAFF,
    "pages/#/": {"moderator", "marketer", *ADMIN},
    "users/": ADMIN,
    "groups/": ADMIN,
    "reports/operations/": OPERATORS,
    "reports/unsent-mail/": ADMIN,
    "snippets/articles/comment/": MODERATORS,
    "snippets/articles/articletemplate/": MODERATORS,
    "wordpress/": MODERATORS,
    "snippets/home/savedsection/": {"marketer", *MODERATORS},
    "images/": WRITERS,
    "help/guide/": STAFF,
}


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + re.sub(r"<[^>]+>|\(\?P.+?\)", "#", str(pattern.pattern)).strip("^$")
        yield from addresses(pattern, address) if isinstance(pattern, URLResolver) else [address]


def ours() -> list[str]:
    found = {address.removeprefix("/admin/") for address in addresses(get_resolver()) if address.startswith("/admin/")}
    return sorted(address for address in found if not address.startswith("marketing/") and not EVERYBODY.match(address))


def allowed(address: str) -> set[str]:
    return next(roles for start, roles in ROWS if re.match(start, address))


@pytest.fixture
def clients(editor, moderator, marketer, admin, member_of):
    people = {"editor": editor, "moderator": moderator, "marketer": marketer, "admin": admin}
    people["operator"] = member_of("Operators")
    return {"nobody": new_client(), **{role: signed_in(user) for role, user in people.items()}}


@pytest.fixture
def at(home_page, admin):
    """An address with a row that there is, where its kind is simple."""
    group = Group.objects.get(name="Editors").pk
    rows = {
        "users": admin.pk,
        "groups": group,
        "pages": home_page.pk,
        "assignments": home_page.pk,
        "versions": home_page.pk,
        "drafts": home_page.pk,
    }
    return lambda address: "/admin/" + address.replace("#", str(rows.get(address.split("/")[0], 1)))


def refuses(client, address) -> bool:
    """Wagtail sends whoever may not to the front page; a row that is not there is no less closed."""
    with transaction.atomic():
        answer = client.get(address)
        transaction.set_rollback(True)
    if answer.status_code == 302:
        return answer["Location"] == "/admin/" or answer["Location"].startswith("/admin/login/")
    return answer.status_code in {403, 404, 405}


def test_every_address_of_the_admin_is_closed_to_all_but_its_roles(clients, at):
    """Those who may are not asked here: their pages take long to make."""
    wrong = [
        (role, address)
        for address in ours()
        for role in sorted({*clients} - allowed(address))
        if not refuses(clients[role], at(address))
    ]
    assert wrong == []


@pytest.mark.parametrize("address", OPEN)
def test_and_open_to_those(clients, at, address):
    for role in OPEN[address]:
        assert clients[role].get(at(address)).status_code == 200, role


def test_operators_see_how_the_site_runs_and_may_have_a_job_run(clients):
    assert b"Run now" in clients["operator"].get("/admin/reports/operations/").content
    assert clients["operator"].post("/admin/reports/operations/run/core.tasks.remove_old_rows/").status_code == 302
    assert clients["operator"].get("/admin/marketing/leads/").status_code == 403
