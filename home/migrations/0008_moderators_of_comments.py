"""Moderators read what readers say, and decide about it."""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")


def extend_moderators(apps: Any, schema_editor: Any) -> None:
    app_config = apps.get_app_config("articles")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    group = apps.get_model("auth", "Group").objects.filter(name="Moderators").first()
    if group:
        group.permissions.add(*roles.model_permissions(apps, "articles.comment", ["view", "change"]))


class Migration(migrations.Migration):
    dependencies = [("home", "0007_missed_searches_for_writers"), ("articles", "0009_comments")]
    operations = [migrations.RunPython(extend_moderators, migrations.RunPython.noop)]
