"""Whoever may change a page may also have it translated."""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")


def make_translators(apps: Any, schema_editor: Any) -> None:
    app_config = apps.get_app_config("simple_translation")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    for group in apps.get_model("auth", "Group").objects.filter(name__in=roles.ROLES):
        group.permissions.add(*roles.permissions(apps, "simple_translation", ["submit_translation"]))


class Migration(migrations.Migration):
    dependencies = [("home", "0009_publish_gate"), ("simple_translation", "0001_initial")]
    operations = [migrations.RunPython(make_translators, migrations.RunPython.noop)]
