"""The second factor: set up, asked for, required, lost; and no way into the admin round it."""

import re
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from core.two_factor import new_recovery_codes
from tests.conftest import new_client, signed_in
from tests.factories import UserFactory
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.django_db
STEP, SET_UP, MANAGE = "/admin/two-factor/", "/admin/two-factor/set-up/", "/admin/two-factor/manage/"
# Addresses that a script of the admin calls are among them.
DOORS = [
    "/admin/",
    "/admin/pages/",
    "/admin/api/main/pages/",
    "/admin/account/",
    "/admin/marketing/leads/",
    "/admin/users/",
    "/admin/tag-autocomplete/",
    "/admin/editing-sessions/ping/wagtailcore/page/1/1/",
    MANAGE,
]


@pytest.fixture
def ann(db):
    return UserFactory(username="ann", is_superuser=True)


@pytest.fixture
def device(ann):
    return TOTPDevice.objects.create(user=ann, name="app")


@pytest.fixture
def halfway(ann, device):
    return sign_in(new_client())


def sign_in(client, next_page="/admin/pages/"):
    client.post("/admin/login/", {"username": "ann", "password": PASSWORD, "next": next_page})
    return client


def code(device, ahead=0) -> str:
    totp = TOTP(device.bin_key)
    totp.time = time.time() + ahead * device.step
    return f"{totp.token():06}"


def is_in(client) -> bool:
    return client.get("/admin/account/").status_code == 200


# The step


@pytest.mark.parametrize("address", DOORS)
def test_the_password_alone_opens_nothing(halfway, address):
    response = halfway.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith((STEP, "/admin/login/"))
    assert halfway.get(address, headers={"X-Requested-With": "XMLHttpRequest"}).status_code in {302, 403}
    assert halfway.post(address).status_code == 302


def test_halfway_is_nobody_on_the_site_too(halfway, home_page):
    assert b"wagtail-userbar" not in halfway.get("/").content
    home_page.view_restrictions.create(restriction_type="login")
    assert halfway.get("/").status_code == 302


def test_the_code_opens_what_was_asked_for_and_the_session_is_another(ann, device):
    client = new_client()
    answer = client.post("/admin/login/", {"username": "ann", "password": PASSWORD, "next": "/admin/pages/"})
    assert answer["Location"] == f"{STEP}?next=/admin/pages/"
    assert client.get(answer["Location"]).status_code == 200
    before = client.session.session_key
    assert client.post(STEP, {"code": code(device), "next": "/admin/pages/"})["Location"] == "/admin/pages/"
    assert client.session.session_key != before
    assert is_in(client)


def test_who_signs_in_to_a_private_page_is_asked_too_and_comes_back(ann, device, home_page):
    home_page.view_restrictions.create(restriction_type="login")
    client = new_client()
    answer = client.post("/_util/login/", {"username": "ann", "password": PASSWORD, "next": "/"})
    assert answer["Location"] == f"{STEP}?next=/"
    client.post(STEP, {"code": code(device), "next": "/"})
    assert client.get("/").status_code == 200


def test_nobody_is_led_to_another_site(halfway, device):
    assert halfway.post(STEP, {"code": code(device), "next": "https://evil.example/"})["Location"] == "/admin/"


def test_a_code_is_good_once(ann, device):
    used = code(device)
    sign_in(new_client()).post(STEP, {"code": used})
    other = sign_in(new_client())
    assert other.post(STEP, {"code": used}).status_code == 200
    assert not is_in(other)


@pytest.mark.parametrize("wrong", ["000000", "", "abcdefgh", "٣٣٣٣٣٣", "1" * 20, "\x00"])
def test_a_wrong_code_opens_nothing(halfway, wrong):
    assert halfway.post(STEP, {"code": wrong}).status_code == 200
    assert not is_in(halfway)


def test_codes_are_slowed_and_a_new_sign_in_does_not_help(ann, device, later):
    for _ in range(5):
        assert sign_in(new_client()).post(STEP, {"code": "000000"}).status_code == 200
    client = sign_in(new_client())
    refused = client.post(STEP, {"code": code(device)})
    assert refused.status_code == 429
    assert re.search(r"try again after \d\d:\d\d", refused.content.decode())
    later(seconds=int(refused["Retry-After"]))
    assert client.post(STEP, {"code": code(device)}).status_code == 302


def test_a_recovery_code_lets_in_once(ann, device):
    codes = new_recovery_codes(ann)
    client = sign_in(new_client())
    client.post(STEP, {"code": f" {codes[0][:4]}-{codes[0][4:].upper()}"})
    assert is_in(client)
    assert "9 recovery codes are left" in client.get(MANAGE).content.decode()
    assert sign_in(new_client()).post(STEP, {"code": codes[0]}).status_code == 200


def test_who_is_halfway_may_turn_back(halfway):
    assert halfway.post(STEP, {"leave": "1"})["Location"] == "/admin/login/"
    assert "_auth_user_id" not in halfway.session


def test_the_step_is_for_those_halfway_alone(client, ann):
    assert client.get(STEP)["Location"] == "/admin/login/"
    assert signed_in(ann).get(STEP)["Location"] == "/admin/"


# Setting up, removing


def offered(client) -> tuple[str, TOTPDevice]:
    page = client.get(SET_UP)
    html = page.content.decode()
    assert "<svg" in html
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", html)[1]
    from base64 import b32decode

    return page.context["key"], TOTPDevice(key=b32decode(secret.replace(" ", "")).hex())


def test_it_is_set_up_with_a_code_and_the_recovery_codes_are_shown_once(ann):
    client, elsewhere = signed_in(ann), signed_in(ann)
    key, device = offered(client)
    assert not TOTPDevice.objects.exists(), "A page that was opened and closed again leaves nothing."
    wrong = client.post(SET_UP, {"key": key, "code": "000000"})
    assert wrong.context["key"] == key, "The app knows this key already."
    page = client.post(SET_UP, {"key": key, "code": code(device)})
    codes = re.findall(r"<code>([a-z2-7]{8})</code>", page.content.decode())
    assert len(set(codes)) == 10
    assert "no-store" in page["Cache-Control"]
    assert not any(shown in client.get(MANAGE).content.decode() for shown in codes)
    assert is_in(client)
    assert not is_in(elsewhere)
    assert sign_in(new_client()).post(STEP, {"code": codes[3]}).status_code == 302
    assert ModelLogEntry.objects.filter(action="core.two_factor_set_up").count() == 1


def test_the_key_of_somebody_else_or_of_yesterday_is_not_taken(ann, later):
    key, device = offered(signed_in(UserFactory(is_superuser=True)))
    client = signed_in(ann)
    assert client.post(SET_UP, {"key": key, "code": code(device)}).context["key"] != key
    key, device = offered(client)
    later(hours=2)
    client.post(SET_UP, {"key": key, "code": code(device)})
    assert not TOTPDevice.objects.exists()


def test_a_second_one_does_not_take_the_place_of_the_first(ann, device):
    client = sign_in(new_client())
    client.post(STEP, {"code": code(device)})
    assert client.get(SET_UP)["Location"] == MANAGE
    assert client.post(SET_UP, {"code": "000000"})["Location"] == MANAGE


def test_it_is_removed_with_the_password_alone(ann, device):
    client = sign_in(new_client())
    client.post(STEP, {"code": code(device)})
    assert "not your password" in client.post(MANAGE, {"password": "x", "remove": "1"}).content.decode()
    assert TOTPDevice.objects.exists()
    assert client.post(MANAGE, {"password": PASSWORD, "remove": "1"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert is_in(client)


def test_new_recovery_codes_make_the_old_ones_void(ann, device):
    old = new_recovery_codes(ann)
    client = sign_in(new_client())
    client.post(STEP, {"code": code(device)})
    page = client.post(MANAGE, {"password": PASSWORD}).content.decode()
    assert len(re.findall(r"<code>[a-z2-7]{8}</code>", page)) == 10
    assert sign_in(new_client()).post(STEP, {"code": old[0]}).status_code == 200


def test_the_account_page_leads_there(ann):
    assert SET_UP in signed_in(ann).get("/admin/account/").content.decode()


# Required


@pytest.mark.parametrize("address", [door for door in DOORS if door != MANAGE])
def test_where_it_is_required_nothing_comes_before_setting_it_up(ann, settings, address):
    settings.REQUIRE_TWO_FACTOR = True
    client = signed_in(ann)
    assert client.get(address)["Location"].startswith(SET_UP)
    assert client.post(address)["Location"].startswith(SET_UP)
    assert client.get(address, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403


def test_where_it_is_required_setting_it_up_opens_the_admin(ann, settings):
    settings.REQUIRE_TWO_FACTOR = True
    client = signed_in(ann)
    key, device = offered(client)
    client.post(SET_UP, {"key": key, "code": code(device)})
    assert is_in(client)
    assert client.post("/admin/logout/").status_code == 302


def test_it_is_not_required_unless_the_operator_says_so(ann):
    assert is_in(signed_in(ann))


# Lost


@pytest.fixture
def bob(db):
    user = UserFactory(username="bob")
    TOTPDevice.objects.create(user=user, name="app")
    new_recovery_codes(user)
    return user


def test_an_administrator_resets_somebodys_and_it_is_logged(admin_client, admin, bob):
    address = reverse("two_factor_reset", args=[bob.pk])
    assert address in admin_client.get("/admin/users/").content.decode()
    admin_client.get(address)
    assert TOTPDevice.objects.filter(user=bob).exists()
    admin_client.post(address)
    assert not TOTPDevice.objects.filter(user=bob).exists()
    entry = ModelLogEntry.objects.get(action="core.two_factor_removed")
    assert (entry.user, entry.object_id) == (admin, str(bob.pk))


def test_nobody_else_does(moderator_client, bob, admin, admin_client):
    moderator_client.post(reverse("two_factor_reset", args=[bob.pk]))
    assert TOTPDevice.objects.filter(user=bob).exists()
    own = admin_client.post(reverse("two_factor_reset", args=[admin.pk]))
    assert own["Location"] == MANAGE, "One's own takes the password."


def test_the_operator_resets_the_only_administrators(bob):
    call_command("reset_two_factor", "bob", stdout=StringIO())
    assert not TOTPDevice.objects.exists()


# Sessions


def test_an_idle_session_ends_and_one_in_use_does_not(ann, settings, later):
    settings.STAFF_IDLE_AGE = timedelta(hours=8)
    client = sign_in(new_client())
    for _ in range(3):
        later(hours=7)
        assert is_in(client)
    later(hours=7)
    client.get("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
    later(hours=2)
    assert not is_in(client), "An open editor that asks by itself is nobody at work."


def test_who_ticked_remember_me_stays(ann, later):
    client = new_client()
    client.post("/admin/login/", {"username": "ann", "password": PASSWORD, "remember": "on"})
    client.get("/admin/")
    later(days=7)
    assert is_in(client)
