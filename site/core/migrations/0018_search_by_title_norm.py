"""Finds the new entries of Wagtail's search index, for `core.search_backend`. The model is not ours, only the index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0017_names_of_versions"), ("wagtailsearch", "0010_add_text_fields")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX search_by_title_norm ON wagtailsearch_indexentry (title_norm)",
            "DROP INDEX IF EXISTS search_by_title_norm",
        )
    ]
