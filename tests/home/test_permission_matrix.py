"""Who of the staff may open what: every address of the admin has its row here, or in `tests/newsletter/test_roles.py`.

Each is asked with rows that there are, by everybody: by GET, or by POST where it knows no other way. Wagtail's own
choosers and lists that hold nothing but what is public are open to all who come into the admin.
"""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import new_client, signed_in
from tests.home.doors import KEPT_MAIL, bulk_actions, filled, furnish, ours

pytestmark = pytest.mark.django_db

NOBODY: set[str] = set()
ADMIN = {"admin"}
OPERATORS = {"operator", *ADMIN}
MARKETING = {"marketer", *ADMIN}
MODERATORS = {"moderator", *ADMIN}
EDITORS = {"editor", *MODERATORS}
BUILDERS = {"marketer", *MODERATORS}
WRITERS = {"editor", *BUILDERS}
STAFF = {"operator", *WRITERS}
# The first that an address begins with decides; what is for everybody needs no sign-in.
ROWS = [
    (r"$|account/|two-factor/|dismissibles/|failwhale/|test404/|modeladmin/jsi18n/|block-preview/", STAFF),
    (r"tag-autocomplete/newsletter/", MARKETING),
    (r"tag-autocomplete/|help/guide/", STAFF),
    (r"api/main/pages/#/action/", MODERATORS),
    (r"api/main/pages/(#|find)", BUILDERS),
    (r"editing-sessions/ping/(home/contentpage|articles/articletemplate)/", MODERATORS),
    (r"editing-sessions/ping/core/siteimage/", WRITERS),
    (r"editing-sessions/ping/newsletter/", MARKETING),
    (r"editing-sessions/ping/", ADMIN),
    # Their own uploads, and these are the administrator's.
    (r"(documents|images)/multiple/(create_from|delete_upload)", ADMIN),
    (r"(documents|images)/chooser/(chosen/|create/|#/)", WRITERS),
    (r"api/main/|choose-|editing-sessions/|(documents|images|embeds)/chooser/", STAFF),
    (r"articles/choose_parent/|pages/create/", STAFF),
    # Lists names of topics, tags, templates and steps of workflows.
    (r"snippets/choose/articles/(topic|tag|series|articletemplate)/(?!create)|workflows/task_chooser/", STAFF),
    # As choosers do, they name what somebody may not touch; who may is below.
    (r"bulk/articles/comment/", MODERATORS),
    (r"bulk/core/user/", ADMIN),
    (r"bulk/", STAFF),
    # What somebody did themselves, and what they may see; an address that leads on; a question that names the page.
    (r"reports/site-history/|pages/#/(revisions/$|move/#/confirm/)|pages/workflow/confirm_cancellation/", STAFF),
    (r"users/|groups/|sites/|locales/|redirects/|collections/|workflows/|reports/(unsent|kept)-mail/", ADMIN),
    (r"reports/operations/", OPERATORS),
    # Nobody rewrites or deletes what a reader says; no list of all kinds, and no address for a cut of a picture.
    (r"snippets/articles/comment/(add|edit|delete|history|history-results|usage)/", NOBODY),
    (r"snippets/$|images/#/generate_url/", NOBODY),
    (r"wordpress/|snippets/(choose/)?articles/comment/|assignments/|versions/|drafts/|reports/locked/", MODERATORS),
    (r"snippets/choose/home/savedsection/(?!create)", STAFF),  # Its names, as of topics.
    (r"snippets/(choose/)?home/savedsection/", BUILDERS),
    (r"snippets/(choose/)?articles/articletemplate/|snippets/articles/\w+/delete/", MODERATORS),
    (r"snippets/(choose/)?articles/", EDITORS),
    (r"settings/core/", MODERATORS),
    (r"settings/newsletter/|forms/submissions/", MARKETING),
    (r"pages/add/home/(landingpage/|contentpage/#/preview/)", BUILDERS),
    (r"pages/add/|pages/workflow/|pages/#/add_subpage/", MODERATORS),
    (r"pages/#/($|results/)|pages/(?!#)|articles/|documents/|images/|forms/", WRITERS),
    (r"translation/submit/snippet/articles/topic/", EDITORS),
    (r"translation/submit/", MODERATORS),
    (r"reports/", WRITERS),
    (r"pages/#/", MODERATORS),
    (r"", ADMIN),
]  # fmt: skip
# Who has done what an action does to many rows at once.
BULK = [
    (r"bulk/core/user/", ADMIN),
    (r"bulk/(core/siteimage|wagtaildocs/document)/", WRITERS),
    (r"bulk/home/savedsection/", BUILDERS),
    (r"bulk/", MODERATORS),
]
WRITES = re.compile(r'(INSERT .*INTO|UPDATE|DELETE FROM) "(?!django_session)')


def allowed(address: str, table: list[tuple[str, set[str]]]) -> set[str]:
    return next(roles for start, roles in table if re.match(start, address))


@pytest.fixture
def clients(editor, moderator, marketer, admin, member_of):
    """Whoever may most comes first."""
    people = {"admin": admin, "moderator": moderator, "marketer": marketer, "editor": editor}
    people["operator"] = member_of("Operators")
    clients = {role: signed_in(user) for role, user in people.items()} | {"nobody": new_client()}
    for client in clients.values():
        client.raise_request_exception = False  # There is an address that does nothing else.
    return clients


@pytest.fixture
def rows(admin, editor, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    # One more than there are, to be added.
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.LANGUAGES, ("de", "German")]
    (tmp_path / KEPT_MAIL).write_text("To: ann@example.com")
    return furnish(admin, editor)


@pytest.fixture
def data(rows):
    """What the forms ask for that would otherwise be answered as incomplete, before anybody's rights are looked at."""
    version, place = rows["versions/"][1], rows["pages/#/move/#/"][1]
    return {
        "destination_page_id": place.pk,
        "chooser": place.pk,
        "revision_id": version.pk,
        "collection": rows["collections/"][0].pk,
        "role": Group.objects.get(name="Marketing").pk,
        "mark_as_active": "False",
        "locale": "pl",
        "copy_parents": "1",
        "slug": "other",
        "update_slug": "another",
        "tags": "tides",
    }


@pytest.fixture
def quick_pages(monkeypatch):
    """Their templates take most of the time, and rights are asked before."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


def asked(client: Client, method: str, address: str, data: dict[str, object]) -> HttpResponseBase:
    with transaction.atomic():
        answer = client.get(address) if method == "get" else client.post(address, data)
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)  # They would pile up.
    return answer


def refuses(answer: HttpResponseBase) -> bool:
    """Wagtail sends whoever may not to the front page, or says that there is no such row; who may is told of it."""
    if answer.status_code == 302:
        return answer["Location"] == "/admin/" or answer["Location"].startswith("/admin/login/")
    return answer.status_code in {403, 404, 405}


def test_every_address_of_the_admin_is_open_to_its_roles_alone(clients, rows, data, quick_pages):
    """All who may not are asked, the one who may most by POST too; of those who may, one, and the administrator."""
    wrong = []
    for address in ours():
        roles, there = allowed(address, ROWS), filled(address, rows)
        may = [role for role in clients if role in roles]
        may_not = [role for role in clients if role not in roles]
        first = asked(clients["admin"], "get", there, data)
        method = "post" if first.status_code == 405 else "get"
        tries = {(role, method) for role in ["admin", *may[-1:], *may_not]} | {(role, "post") for role in may_not[:1]}
        for role, way in sorted(tries):
            answer = first if (role, way) == ("admin", "get") else asked(clients[role], way, there, data)
            if refuses(answer) == (role in roles):
                wrong.append((role, way, address, answer.status_code))
    assert wrong == []


def test_only_who_may_does_something_to_many_rows_at_once(clients, rows, data, quick_pages):
    for address in bulk_actions():
        done = set()
        for role, client in clients.items():
            with CaptureQueriesContext(connection) as statements:
                asked(client, "post", filled(address, rows), data)
            if any(WRITES.match(said["sql"]) for said in statements):
                done.add(role)
        assert done == allowed(address, BULK), address


def test_operators_see_how_the_site_runs_and_may_have_a_job_run(clients):
    assert b"Run now" in clients["operator"].get("/admin/reports/operations/").content
    assert clients["operator"].post("/admin/reports/operations/run/core.tasks.remove_old_rows/").status_code == 302
    assert clients["operator"].get("/admin/marketing/leads/").status_code == 403
