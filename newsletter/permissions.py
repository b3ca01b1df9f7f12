"""Who may do what with people and files, beyond what groups are given."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy


class PersonPermissionPolicy(ModelPermissionPolicy):
    """People come by the forms alone, and go by being erased: not even an administrator adds or deletes one."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"change", "view"} and super().user_has_permission(user, action)


def register_policies() -> None:
    from newsletter.models import Person

    register_permission_policy(Person, PersonPermissionPolicy(Person))


def assignable_permissions() -> QuerySet[Permission]:
    """All permissions of this app, for the page where groups are given theirs."""
    return Permission.objects.filter(content_type__app_label="newsletter")
