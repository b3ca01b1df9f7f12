"""The sixth bad password is slowed; nobody is shut out by somebody elsewhere; nothing says which accounts there are."""

import logging
import re

import pytest

from core.sign_in import MARK, RESETS_OF_CONNECTION, TRIES, TRIES_OF_ACCOUNT, TRIES_OF_CONNECTION
from tests.conftest import new_client
from tests.factories import UserFactory
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.django_db
ADDRESSES = ["/admin/login/", "/_util/login/"]
HERE, ELSEWHERE = "81.2.69.142", "89.160.20.112"


@pytest.fixture
def ann(db):
    user = UserFactory(username="ann", first_name="Ann", last_name="Berg", is_superuser=True)
    assert user.check_password(PASSWORD)
    return user


def sign_in(client, password="wrong", username="ann", ip=HERE, address="/admin/login/"):
    return client.post(address, {"username": username, "password": password}, REMOTE_ADDR=ip)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_sixth_bad_password_is_slowed_and_the_right_one_with_it(ann, address, later):
    client = new_client()
    assert [sign_in(client, address=address).status_code for _ in range(TRIES)] == [200] * 5
    refused = sign_in(client, PASSWORD, address=address)
    assert refused.status_code == 429
    assert re.search(r"try again after \d\d:\d\d", refused.content.decode())
    assert not is_in(client)
    later(seconds=int(refused["Retry-After"]))
    assert sign_in(client, PASSWORD, address=address).status_code == 302


@pytest.mark.parametrize("other", ["ANN", " ann ", "ａnn"])
def test_another_spelling_is_the_same_account(ann, other):
    for _ in range(TRIES):
        sign_in(new_client())
    assert sign_in(new_client(), username=other).status_code == 429


def test_both_doors_count_together(ann):
    for number in range(TRIES):
        sign_in(new_client(), address=ADDRESSES[number % 2])
    assert sign_in(new_client(), PASSWORD).status_code == 429


def test_an_account_that_is_not_there_is_answered_in_the_same_way(ann):
    for _ in range(TRIES + 1):
        mine, nobodys = sign_in(new_client()), sign_in(new_client(), username="nobody")
        assert mine.status_code == nobodys.status_code
        shown = [re.sub(r'value="[^"]*"|_TOKEN": "\w+"', "", page.content.decode()) for page in (mine, nobodys)]
        assert shown[0] == shown[1]
    assert mine.status_code == 429


def test_whoever_tries_elsewhere_does_not_shut_the_owner_out(ann):
    for _ in range(3 * TRIES):
        sign_in(new_client(), ip=ELSEWHERE)
    assert sign_in(new_client(), PASSWORD, ip=HERE).status_code == 302


def test_many_connections_are_slowed_but_the_browser_that_the_owner_has_used_before_is_not(ann):
    known = new_client()
    sign_in(known, PASSWORD)
    known.post("/admin/logout/")
    for number in range(TRIES_OF_ACCOUNT):
        sign_in(new_client(), ip=f"89.160.{number}.1")
    assert sign_in(new_client(), PASSWORD, ip=ELSEWHERE).status_code == 429
    assert sign_in(known, PASSWORD).status_code == 302


def test_a_stolen_or_made_up_mark_gives_no_more_tries(ann):
    known, thief = new_client(), new_client()
    sign_in(known, PASSWORD)
    for value in (known.cookies[MARK].value, "made:up:mark"):
        thief.cookies[MARK] = value
        assert [sign_in(thief, ip=ELSEWHERE).status_code for _ in range(TRIES + 1)][-1] == 429
    other = UserFactory(username="bob")
    thief.cookies[MARK] = known.cookies[MARK].value
    for _ in range(TRIES):
        sign_in(thief, username=other.username)
    assert sign_in(new_client(), PASSWORD, username=other.username).status_code == 429


def test_the_mark_is_for_this_browser_alone(ann):
    client = new_client()
    cookie = sign_in(client, PASSWORD).cookies[MARK]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert "ann" not in cookie.value


def test_many_accounts_from_one_connection_are_slowed(ann):
    answers = [sign_in(new_client(), username=f"user{number}") for number in range(TRIES_OF_CONNECTION + 1)]
    assert [answer.status_code for answer in answers] == [200] * TRIES_OF_CONNECTION + [429]
    assert sign_in(new_client(), PASSWORD, ip=ELSEWHERE).status_code == 302


def test_who_gets_it_right_begins_anew(ann):
    for _ in range(2):
        for _ in range(TRIES - 1):
            sign_in(new_client())
        assert sign_in(new_client(), PASSWORD).status_code == 302


def test_the_log_names_nobody(ann, caplog):
    with caplog.at_level(logging.WARNING, "core.sign_in"):
        for _ in range(TRIES + 1):
            sign_in(new_client())
    said = [record.getMessage() for record in caplog.records if record.name == "core.sign_in"]
    assert said == ["Slowed down: sign-in, more than 5 in 0:15:00."]


def test_the_session_is_another_one_after_signing_in(ann):
    client = new_client()
    client.session.save()
    client.get("/admin/login/")
    before = client.session.session_key
    sign_in(client, PASSWORD)
    assert client.session.session_key != before


def test_a_new_password_ends_all_other_sessions(ann):
    first, second = new_client(), new_client()
    for client in (first, second):
        sign_in(client, PASSWORD)
    page = first.get("/admin/account/")
    data = {
        name: value
        for form in page.context["panels_by_tab"].values()
        for panel in form
        for name, value in initial(panel.get_form()).items()
    }
    new = "an-even-longer-password"
    data |= {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    assert first.post("/admin/account/", data).status_code == 302
    assert first.get("/admin/").status_code == 200
    assert second.get("/admin/").status_code == 302


def initial(form) -> dict:
    return {
        form.add_prefix(name): form.get_initial_for_field(field, name) or ""
        for name, field in form.fields.items()
        if not hasattr(field, "max_upload_size") and name != "avatar"
    }


# A forgotten password


def ask(email="ann@example.com", ip=HERE):
    return new_client().post("/admin/password_reset/", {"email": email}, REMOTE_ADDR=ip)


def test_a_forgotten_password_is_answered_alike_whether_or_not_there_is_an_account(ann, mailoutbox):
    mine, nobodys = ask(), ask("nobody@example.com")
    assert (mine.status_code, mine["Location"]) == (nobodys.status_code, nobodys["Location"])
    assert [mail.to for mail in mailoutbox] == [["ann@example.com"]]


def test_a_mailbox_is_not_filled(ann, mailoutbox):
    for number in range(8):
        assert ask(ip=f"89.160.{number}.1").status_code == 302
    assert len(mailoutbox) == 5


def test_a_connection_asks_only_so_often_and_is_told_when_to_come_again(ann):
    answers = [ask(f"user{number}@example.com") for number in range(RESETS_OF_CONNECTION + 1)]
    assert [answer.status_code for answer in answers] == [302] * RESETS_OF_CONNECTION + [429]
    assert re.search(r"try again after \d\d:\d\d", answers[-1].content.decode())
