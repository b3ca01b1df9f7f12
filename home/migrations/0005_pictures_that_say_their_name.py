"""Portraits and logos are pictures without words of their own: the name beside them is what they show."""

import articles.models.taxonomy
import wagtail.fields
from django.db import migrations
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import BaseBlockOperation


class KeepPictureAlone(BaseBlockOperation):
    operation_name_fragment = "keep_picture_alone"

    def apply(self, block_value):
        if isinstance(block_value, list):
            return [self.apply(item) for item in block_value]
        if not isinstance(block_value, dict):
            return block_value
        if "alt_text" in block_value:
            return block_value.get("image")
        return {name: self.apply(value) for name, value in block_value.items()}


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0004_offer_with_form'),
    ]

    operations = [
        MigrateStreamData(
            app_name="home",
            model_name="landingpage",
            field_name="sections",
            operations_and_block_paths=[
                (KeepPictureAlone(), "testimonial"),
                (KeepPictureAlone(), "logos"),
            ],
        ),
        migrations.AlterField(
            model_name='landingpage',
            name='sections',
            field=wagtail.fields.StreamField([('hero', 7), ('feature_grid', 14), ('steps', 17), ('testimonial', 22), ('logos', 28), ('figures', 34), ('questions', 39), ('guidebook', 43), ('sign_up', 44), ('latest_articles', 47), ('text', 48), ('call_to_action', 50)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 1: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 400, 'required': False}), 2: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Words', 'max_length': 80, 'required': False}), 4: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page', 'required': False}), 5: ('wagtail.blocks.URLBlock', (), {'label': 'Or address', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('label', 3), ('page', 4), ('url', 5)]], {'label': 'Button', 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1), ('image', 2), ('button', 6)]], {}), 8: ('wagtail.blocks.TextBlock', (), {'label': 'Introduction', 'max_length': 400, 'required': False}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('compass', 'compass'), ('anchor', 'anchor'), ('lighthouse', 'lighthouse'), ('sail', 'sail'), ('chart', 'chart'), ('people', 'people'), ('clock', 'clock'), ('book', 'book')], 'label': 'Icon'}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 80}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'Text', 'max_length': 300}), 12: ('wagtail.blocks.StructBlock', [[('icon', 9), ('title', 10), ('text', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'Features', 'min_num': 1}), 14: ('wagtail.blocks.StructBlock', [[('heading', 0), ('introduction', 8), ('features', 13)]], {}), 15: ('wagtail.blocks.StructBlock', [[('title', 10), ('text', 11)]], {}), 16: ('wagtail.blocks.ListBlock', (15,), {'label': 'Steps', 'min_num': 1}), 17: ('wagtail.blocks.StructBlock', [[('heading', 0), ('steps', 16)]], {}), 18: ('wagtail.blocks.TextBlock', (), {'label': 'Quote', 'max_length': 600}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 120}), 20: ('wagtail.blocks.CharBlock', (), {'label': 'Role', 'max_length': 120, 'required': False}), 21: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Portrait', 'required': False}), 22: ('wagtail.blocks.StructBlock', [[('quote', 18), ('name', 19), ('role', 20), ('portrait', 21)]], {}), 23: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120, 'required': False}), 24: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Logo'}), 25: ('wagtail.blocks.URLBlock', (), {'label': 'Address', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('image', 24), ('name', 19), ('url', 25)]], {}), 27: ('wagtail.blocks.ListBlock', (26,), {'label': 'Logos', 'min_num': 1}), 28: ('wagtail.blocks.StructBlock', [[('heading', 23), ('logos', 27)]], {}), 29: ('wagtail.blocks.CharBlock', (), {'label': 'Figure', 'max_length': 20}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'What it counts', 'max_length': 120}), 31: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'max_length': 160, 'required': False}), 32: ('wagtail.blocks.StructBlock', [[('figure', 29), ('label', 30), ('source', 31)]], {}), 33: ('wagtail.blocks.ListBlock', (32,), {'label': 'Figures', 'min_num': 1}), 34: ('wagtail.blocks.StructBlock', [[('heading', 23), ('figures', 33)]], {}), 35: ('wagtail.blocks.CharBlock', (), {'label': 'Question', 'max_length': 200}), 36: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'Answer'}), 37: ('wagtail.blocks.StructBlock', [[('question', 35), ('answer', 36)]], {}), 38: ('wagtail.blocks.ListBlock', (37,), {'label': 'Questions', 'min_num': 1}), 39: ('wagtail.blocks.StructBlock', [[('heading', 23), ('items', 38)]], {}), 40: ('core.blocks.story.OfferChooserBlock', (), {'label': 'Guidebook'}), 41: ('wagtail.blocks.CharBlock', (), {'label': 'Words above it', 'max_length': 200, 'required': False}), 42: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Else only the card, which leads to the form.', 'label': 'Show the form here', 'required': False}), 43: ('wagtail.blocks.StructBlock', [[('page', 40), ('text', 41), ('with_form', 42)]], {}), 44: ('wagtail.blocks.StructBlock', [[('heading', 23), ('text', 1)]], {}), 45: ('wagtail.snippets.blocks.SnippetChooserBlock', (articles.models.taxonomy.Topic,), {'label': 'Only of this topic', 'required': False}), 46: ('wagtail.blocks.IntegerBlock', (), {'default': 3, 'label': 'How many', 'max_value': 12, 'min_value': 1}), 47: ('wagtail.blocks.StructBlock', [[('heading', 23), ('topic', 45), ('count', 46)]], {}), 48: ('core.blocks.text.RichTextBlock', (), {}), 49: ('wagtail.blocks.StructBlock', [[('label', 3), ('page', 4), ('url', 5)]], {'label': 'Button'}), 50: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1), ('button', 49)]], {})}, verbose_name='sections'),
        ),
    ]
