"""Whoever may write on a topic may write on a tag too."""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")
TAG = {"Editors": ["add", "change", "view"], "Moderators": ["add", "change", "delete", "view"]}


def extend_roles(apps: Any, schema_editor: Any) -> None:
    app_config = apps.get_app_config("articles")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    for group in apps.get_model("auth", "Group").objects.filter(name__in=TAG):
        group.permissions.add(*roles.model_permissions(apps, "articles.tag", TAG[group.name]))


class Migration(migrations.Migration):
    dependencies = [("home", "0010_translators"), ("articles", "0013_browsing")]
    operations = [migrations.RunPython(extend_roles, migrations.RunPython.noop)]
