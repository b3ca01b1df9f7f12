"""Moderators keep the templates that everybody who writes articles may begin with."""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")


def grant(apps: Any, schema_editor: Any) -> None:
    app_config = apps.get_app_config("articles")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    group = apps.get_model("auth", "Group").objects.filter(name="Moderators").first()
    if group:
        actions = ["add", "change", "delete", "view"]
        group.permissions.add(*roles.model_permissions(apps, "articles.articletemplate", actions))


class Migration(migrations.Migration):
    dependencies = [("home", "0017_who_edits_saved_sections"), ("articles", "0016_article_templates")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
