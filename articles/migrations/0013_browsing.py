"""Tags that have a page of their own, series with an address, topics with a social picture.

Until now articles shared taggit's table of tags with pictures. Their tags keep their keys, so that no row of an
article has to change; the table is filled before it refers to pictures, since PostgreSQL alters no table whose
deferred checks are still to come.
"""

from typing import Any

import django.db.models.deletion
import modelcluster.contrib.taggit
import wagtail.fields
from django.core.management.color import no_style
from django.db import migrations, models
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii


def picture(verbose_name: str, **kwargs: Any) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="core.siteimage",
        verbose_name=verbose_name,
        **kwargs,
    )


def social_picture_of_page() -> models.ForeignKey:
    return picture(
        "social image", help_text="Shown when the page is shared. Without one, a card with the title is drawn for it."
    )


def social_picture() -> models.ForeignKey:
    return picture(
        "social image",
        help_text="Shown when the page is shared. Without one, the picture above or the site's is used.",
    )


def take_over_tags(apps: Any, schema_editor: Any) -> None:
    tag = apps.get_model("articles.Tag")
    used = apps.get_model("articles.ArticleTag").objects.values("tag")
    tags = apps.get_model("taggit.Tag").objects.filter(pk__in=used)
    tag.objects.bulk_create([tag(pk=one.pk, name=one.name, slug=one.slug) for one in tags], batch_size=500)
    with schema_editor.connection.cursor() as cursor:
        for sql in schema_editor.connection.ops.sequence_reset_sql(no_style(), [tag]):
            cursor.execute(sql)


def name_series(apps: Any, schema_editor: Any) -> None:
    taken: set[str] = set()
    for series in apps.get_model("articles.Series").objects.order_by("pk"):
        wanted = slugify(string_to_ascii(series.name))[:120].strip("-") or "series"
        number, series.slug = 1, wanted
        while series.slug in taken:
            number += 1
            series.slug = f"{wanted}-{number}"
        taken.add(series.slug)
        series.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_languages"),
        ("core", "0010_social_cards"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="slug")),
                ("introduction", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
                ("seo_title", models.CharField(blank=True, max_length=120, verbose_name="title for search engines")),
                ("search_description", models.TextField(blank=True, verbose_name="description for search engines")),
            ],
            options={"verbose_name": "tag", "verbose_name_plural": "tags", "ordering": ["name"]},
        ),
        migrations.AddField(
            "series",
            "slug",
            models.SlugField(
                blank=True,
                default="",
                help_text="The last part of the series' address. Empty: made from the name.",
                max_length=130,
                verbose_name="slug",
                db_index=False,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(take_over_tags, migrations.RunPython.noop),
        migrations.RunPython(name_series, migrations.RunPython.noop),
        migrations.AlterField(
            "series",
            "slug",
            models.SlugField(
                blank=True,
                help_text="The last part of the series' address. Empty: made from the name.",
                max_length=130,
                verbose_name="slug",
            ),
        ),
        migrations.AddConstraint(
            "series", models.UniqueConstraint(fields=["locale", "slug"], name="unique_series_slug")
        ),
        migrations.AlterField(
            "articletag",
            "tag",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tagged_articles", to="articles.tag"
            ),
        ),
        migrations.AlterField(
            "articlepage",
            "tags",
            modelcluster.contrib.taggit.ClusterTaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="articles.ArticleTag",
                to="articles.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.AddField("tag", "image", picture("picture")),
        migrations.AddField("tag", "social_image", social_picture()),
        migrations.AddField("topic", "social_image", social_picture()),
        migrations.AlterField("articleindexpage", "social_image", social_picture_of_page()),
        migrations.AlterField("articlepage", "social_image", social_picture_of_page()),
        migrations.AlterField("authorpage", "social_image", social_picture_of_page()),
    ]
