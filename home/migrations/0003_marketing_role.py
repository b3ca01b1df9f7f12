"""What marketing may do with popups, with forms in quarantine, and with people."""

from importlib import import_module
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

roles = import_module("home.migrations.0002_site_tree_and_roles")

MARKETING = [
    *(f"{action}_popup" for action in ("add", "change", "delete", "view")),
    *("view_suspect", "free_suspect"),
    *("view_accessentry", "view_retentionrun", "view_wording"),
    *("erase_person", "merge_person", "import_person", "resend_delivery"),
]


def extend_marketing(apps: Any, schema_editor: Any) -> None:
    app_config = apps.get_app_config("newsletter")
    app_config.models_module = True
    create_permissions(app_config, apps=apps, verbosity=0)
    app_config.models_module = None
    group = apps.get_model("auth", "Group").objects.filter(name="Marketing").first()
    if group:
        group.permissions.add(*roles.permissions(apps, "newsletter", MARKETING))


class Migration(migrations.Migration):
    dependencies = [("home", "0002_site_tree_and_roles"), ("newsletter", "0002_capture")]
    operations = [migrations.RunPython(extend_marketing, migrations.RunPython.noop)]
