"""Topics and series have a language; those that are there have the site's own."""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from wagtail.models import Locale


def own_locale() -> int | None:
    return Locale.objects.filter(language_code=settings.LANGUAGE_CODE).values_list("pk", flat=True).first()


def make_keys(apps: Any, schema_editor: Any) -> None:
    for name in ("Topic", "Series"):
        for row in apps.get_model("articles", name).objects.all():
            row.translation_key = uuid.uuid4()
            row.save(update_fields=["translation_key"])


def add_language(model_name: str) -> list[Any]:
    locale = models.ForeignKey(
        default=own_locale,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="wagtailcore.locale",
        verbose_name="locale",
    )
    key = models.UUIDField(null=True, editable=False)
    return [
        migrations.AddField(model_name, "locale", locale, preserve_default=False),
        migrations.AddField(model_name, "translation_key", key),
    ]


def demand_language(model_name: str) -> list[Any]:
    return [
        migrations.AlterField(model_name, "translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AlterUniqueTogether(model_name, {("translation_key", "locale")}),
    ]


def unique(model_name: str, field: str) -> Any:
    constraint = models.UniqueConstraint(fields=("locale", field), name=f"unique_{model_name}_{field}")
    return migrations.AddConstraint(model_name, constraint)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_publish_gate"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [
        *add_language("series"),
        *add_language("topic"),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        *demand_language("series"),
        *demand_language("topic"),
        migrations.AlterField("series", "name", models.CharField(max_length=120, verbose_name="name")),
        migrations.AlterField("topic", "name", models.CharField(max_length=80, verbose_name="name")),
        migrations.AlterField(
            "topic",
            "slug",
            models.SlugField(max_length=80, verbose_name="slug", help_text="The last part of the topic's address."),
        ),
        unique("series", "name"),
        unique("topic", "name"),
        unique("topic", "slug"),
    ]
