"""Those who run the site: they see how it goes and have jobs run, and nothing of what is written or who reads it."""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")
OPERATIONS = ["view_scheduledjob", "run_scheduledjob"]


def make_operators(apps: Any, schema_editor: Any) -> None:
    app_config = apps.get_app_config("core")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    group, _is_new = apps.get_model("auth", "Group").objects.get_or_create(name="Operators")
    group.permissions.add(*roles.permissions(apps, "core", OPERATIONS))
    group.permissions.add(*roles.permissions(apps, "wagtailadmin", ["access_admin"]))


class Migration(migrations.Migration):
    dependencies = [("home", "0014_wordpress_import"), ("core", "0014_operations")]
    operations = [migrations.RunPython(make_operators, migrations.RunPython.noop)]
