"""Run within the site: moves its database up; says as JSON what was there before and after, and how pages answer."""

import json
import sys

import django

sys.path.insert(0, "site")
from django.conf import settings

settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Page  # noqa: E402

from core.models import User  # noqa: E402

KEPT = ("articles_", "home_", "newsletter_", "wagtailcore_page", "wagtailcore_revision", "core_siteimage", "core_user")


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            if table.startswith(KEPT) and "_fts" not in table:  # Which is made of what the others hold.
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
                found[table] = cursor.fetchone()[0]
    return found


before = counts()
call_command("migrate", interactive=False, verbosity=0)
after = counts()
reader, staff = Client(headers={"host": "127.0.0.1"}), Client(headers={"host": "127.0.0.1"})
staff.force_login(User.objects.create_superuser("upgrader", "upgrader@example.com", "no password for anybody"))
paths = [page.get_url() for page in Page.objects.live().filter(depth__gt=1).specific()]
others = ["/search/?q=meeting", "/sitemap.xml", "/articles/feed/", "/llms.txt"]
desk = ["/admin/", "/admin/pages/", "/admin/reports/operations/", "/admin/marketing/leads/"]
answers = {path: reader.get(path).status_code for path in [*filter(None, paths), *others]}
answers |= {path: staff.get(path).status_code for path in desk}
sys.stdout.write(json.dumps({"before": before, "after": after, "answers": answers}) + "\n")
