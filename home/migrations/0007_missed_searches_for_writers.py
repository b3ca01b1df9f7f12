"""Who may see what readers looked for in vain: everyone who decides what is written."""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")


def extend_roles(apps: Any, schema_editor: Any) -> None:
    app_config = apps.get_app_config("home")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    for group in apps.get_model("auth", "Group").objects.filter(name__in=roles.ROLES):
        group.permissions.add(*roles.permissions(apps, "home", ["view_missedsearch"]))


class Migration(migrations.Migration):
    dependencies = [("home", "0006_search_words")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
