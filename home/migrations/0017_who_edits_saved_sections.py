"""Whoever builds landing pages arranges what many of them show."""

from importlib import import_module
from typing import Any

from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")
ACTIONS = ["add", "change", "delete", "view", "publish"]


def grant(apps: Any, schema_editor: Any) -> None:
    """Wagtail makes the right to publish once all migrations are done, which is too late to give it to somebody."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model="savedsection"
    )
    permissions = apps.get_model("auth", "Permission").objects
    for action in ACTIONS:
        permissions.get_or_create(
            content_type=content_type,
            codename=f"{action}_savedsection",
            defaults={"name": f"Can {action} saved section"},
        )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Moderators", "Marketing"]):
        group.permissions.add(*roles.model_permissions(apps, "home.savedsection", ACTIONS))


class Migration(migrations.Migration):
    dependencies = [("home", "0016_saved_sections")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
