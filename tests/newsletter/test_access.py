"""One permission at a time: each opens its own door and no other."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.permissions import policy_registry

from newsletter.models import Delivery, Person
from newsletter.permissions import PersonPermissionPolicy, assignable_permissions
from tests.conftest import signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

DOORS = {
    "view_person": [
        "/admin/marketing/leads/",
        "/admin/marketing/leads/inspect/#/",
        "/admin/marketing/leads/export/#/",
    ],
    "erase_person": ["/admin/marketing/leads/erase/#/"],
    "merge_person": ["/admin/marketing/leads/merge/#/"],
    "import_person": ["/admin/marketing/leads/import/"],
    "view_accessentry": ["/admin/marketing/accesses/", "/admin/marketing/accesses/inspect/#/"],
    "view_retentionrun": ["/admin/marketing/retention/", "/admin/marketing/retention/inspect/#/"],
    "change_person": ["/admin/marketing/leads/", "/admin/marketing/leads/edit/#/"],
    "view_consent": ["/admin/marketing/consents/", "/admin/marketing/consents/inspect/#/"],
    "view_guidebookdownload": [
        "/admin/marketing/guidebook-downloads/",
        "/admin/marketing/guidebook-downloads/inspect/#/",
    ],
    "view_delivery": ["/admin/marketing/deliveries/", "/admin/marketing/deliveries/inspect/#/"],
    "resend_delivery": ["/admin/marketing/deliveries/resend/#/"],
    "add_guidebookfile": ["/admin/marketing/guidebook-files/", "/admin/marketing/guidebook-files/new/"],
    "change_guidebookfile": ["/admin/marketing/guidebook-files/", "/admin/marketing/guidebook-files/edit/#/"],
    "delete_guidebookfile": ["/admin/marketing/guidebook-files/", "/admin/marketing/guidebook-files/delete/#/"],
}
EVERY_DOOR = sorted({address for addresses in DOORS.values() for address in addresses})


def somebody_with(*codenames: str) -> Client:
    user = UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return signed_in(user)


@pytest.mark.parametrize("permission", sorted(DOORS))
def test_a_permission_opens_its_own_doors_alone(permission, door):
    client = somebody_with(permission)
    for address in EVERY_DOOR:
        expected = 200 if address in DOORS[permission] else 403
        allowed_beside = permission == "change_person" and "/leads/inspect/" in address
        assert client.get(door(address)).status_code == (200 if allowed_beside else expected), address


@pytest.mark.parametrize("permission", sorted(DOORS))
def test_the_menu_shows_the_lists_that_may_be_seen(permission):
    menu = somebody_with(permission).get("/admin/").content.decode()
    for address in (door for door in EVERY_DOOR if "#" not in door and not door.endswith(("new/", "import/"))):
        assert (f'"{address}"' in menu) == (address in DOORS[permission])


def test_without_any_permission_the_menu_is_not_there(door):
    client = somebody_with()
    assert "/admin/marketing/" not in client.get("/admin/").content.decode()
    for address in EVERY_DOOR:
        assert client.get(door(address)).status_code == 403
        assert client.post(door(address)).status_code == 403


def test_a_refused_post_changes_nothing(door):
    client = somebody_with("view_delivery", "view_person")
    Delivery.objects.update(status="failed")
    assert client.post(door("/admin/marketing/deliveries/resend/#/")).status_code == 403
    assert client.post(door("/admin/marketing/leads/edit/#/"), {"name": "Eve"}).status_code == 403
    assert Delivery.objects.get().status == "failed"
    assert Person.objects.get().name == ""


def test_only_who_may_send_again_is_offered_to(door):
    address = door("/admin/marketing/deliveries/resend/#/")
    assert address not in somebody_with("view_delivery").get("/admin/marketing/deliveries/").content.decode()
    both = somebody_with("view_delivery", "resend_delivery")
    assert address in both.get("/admin/marketing/deliveries/").content.decode()


def test_an_export_is_for_those_who_may_see_the_list(door):
    assert somebody_with("view_person").get("/admin/marketing/leads/?export=csv").status_code == 200
    for ledger in ("leads", "consents", "deliveries", "guidebook-downloads"):
        for kind in ("csv", "xlsx"):
            response = somebody_with().get(f"/admin/marketing/{ledger}/?export={kind}")
            assert response.status_code == 403
            assert "Content-Disposition" not in response.headers


@pytest.mark.parametrize("action", ["add", "delete", "publish"])
def test_the_policy_lets_nobody_add_or_delete_people(admin, action):
    policy = policy_registry.get_by_type(Person)
    assert isinstance(policy, PersonPermissionPolicy)
    assert not policy.user_has_permission(admin, action)
    assert policy.user_has_permission(admin, "change")


def test_ledgers_have_no_permission_to_change_anything():
    codenames = set(assignable_permissions().values_list("codename", flat=True))
    assert {"view_consent", "view_guidebookdownload", "view_delivery", "resend_delivery"} <= codenames
    for model in ("consent", "guidebookdownload", "delivery"):
        assert not codenames & {f"{action}_{model}" for action in ("add", "change", "delete")}
