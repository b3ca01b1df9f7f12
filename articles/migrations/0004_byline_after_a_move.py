from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def remember_profiles(apps, schema_editor):
    """The first name of every stored byline is that of the profile above."""
    names = apps.get_model("articles", "ArticleAuthor").objects
    first = names.filter(article=OuterRef("pk")).order_by("sort_order").values("author")[:1]
    apps.get_model("articles", "ArticlePage").objects.update(written_under=Subquery(first))


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_importeditem")]

    operations = [
        migrations.AddField(
            model_name="articlepage",
            name="written_under",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.RunPython(remember_profiles, migrations.RunPython.noop),
    ]
