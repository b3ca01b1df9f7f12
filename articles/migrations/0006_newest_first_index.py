from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_offer_with_form")]

    operations = [
        migrations.AlterField(
            model_name="articlepage",
            name="published_at",
            field=models.DateTimeField(
                blank=True, help_text="Set when the article is first published.", null=True, verbose_name="date shown"
            ),
        ),
        migrations.AddIndex(
            model_name="articlepage",
            index=models.Index(fields=["published_at", "page_ptr"], name="article_newest_first"),
        ),
    ]
