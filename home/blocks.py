"""The vocabulary of landing pages and of the home page."""

from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Site
from wagtail.snippets.blocks import SnippetChooserBlock

from articles import lists
from articles.listing import ArticleList
from articles.models import AuthorPage, Topic
from core.blocks import LinkBlock, OfferBlock, QuestionsBlock, RichTextBlock, SteadyStreamBlock
from core.page_store.recording import depends_on

MAXIMUM_OF_LATEST = 12
ICONS = ["compass", "anchor", "lighthouse", "sail", "chart", "people", "clock", "book"]


def site_of(context: dict[str, Any]) -> Site | None:
    """The site whose articles and authors a section lists."""
    return Site.find_for_request(context.get("request"))


class HeroBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)
    image = ImageBlock(label=_("Picture"), required=False)
    button = LinkBlock(label=_("Button"), required=False)

    class Meta:
        icon = "image"
        label = _("Hero")
        group = _("Sections")
        description = _("The promise of the page, with a picture and one button")
        template = "blocks/hero.html"
        preview_value = {"heading": "Lead the meeting you would like to attend", "text": "Ten principles, one evening."}


class FeatureBlock(blocks.StructBlock):
    icon = blocks.ChoiceBlock(label=_("Icon"), choices=[(name, name) for name in ICONS], default="compass")
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), max_length=300)

    class Meta:
        icon = "tick-inverse"
        label = _("Feature")


class FeatureGridBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    introduction = blocks.TextBlock(label=_("Introduction"), required=False, max_length=400)
    features = blocks.ListBlock(FeatureBlock(), label=_("Features"), min_num=1)

    class Meta:
        icon = "grid"
        label = _("Feature grid")
        group = _("Sections")
        description = _("What the reader gets, side by side")
        template = "blocks/feature_grid.html"
        preview_value = {
            "heading": "What you will find",
            "features": [{"icon": "compass", "title": "Direction", "text": "What to do on Monday."}],
        }


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), max_length=300)

    class Meta:
        icon = "order"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = _("Sections")
        description = _("What happens, in order")
        template = "blocks/steps.html"
        preview_value = {"heading": "How it works", "steps": [{"title": "Ask", "text": "Leave your address."}]}


class TestimonialBlock(blocks.StructBlock):
    """The name beside a portrait says whom it shows, so it needs no words of its own."""

    quote = blocks.TextBlock(label=_("Quote"), max_length=600)
    name = blocks.CharBlock(label=pgettext_lazy("person", "Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), required=False, max_length=120)
    portrait = ImageChooserBlock(label=_("Portrait"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Testimonial")
        group = _("Proof")
        description = _("What someone says, with name and portrait")
        template = "blocks/testimonial.html"
        preview_value = {
            "quote": "The impediment to action advances action.",
            "name": "Marcus Aurelius",
            "role": "Emperor",
        }


class LogoBlock(blocks.StructBlock):
    """What a logo says to those who cannot see it is the name of the firm."""

    image = ImageChooserBlock(label=_("Logo"))
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "image"
        label = _("Logo")


class LogosBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    logos = blocks.ListBlock(LogoBlock(), label=_("Logos"), min_num=1)

    class Meta:
        icon = "site"
        label = _("Logos")
        group = _("Proof")
        description = _("A row of logos")
        template = "blocks/logos.html"
        preview_value = {"heading": "Read by people at", "logos": []}


class FigureBlock(blocks.StructBlock):
    figure = blocks.CharBlock(label=_("Figure"), max_length=20)
    label = blocks.CharBlock(label=_("What it counts"), max_length=120)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=160)

    class Meta:
        icon = "decimal"
        label = _("Figure")


class FiguresBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    figures = blocks.ListBlock(FigureBlock(), label=_("Figures"), min_num=1)

    class Meta:
        icon = "decimal"
        label = _("Figures")
        group = _("Proof")
        description = _("Numbers that speak for themselves")
        template = "blocks/figures.html"
        preview_value = {"heading": "In figures", "figures": [{"figure": "10", "label": "principles"}]}


class SignUpBlock(blocks.StructBlock):
    """The newsletter's form in place."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)

    class Meta:
        icon = "mail"
        label = _("Sign-up form")
        group = _("Actions")
        description = _("The newsletter's form, in place")
        template = "blocks/sign_up.html"
        preview_value = {"heading": "One letter a month", "text": "What we have written, and what we have read."}


class LatestArticlesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    topic = SnippetChooserBlock(Topic, label=_("Only of this topic"), required=False)
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=MAXIMUM_OF_LATEST)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `articles`; a page that knows its latest articles already passes them on as `latest_articles`."""
        context = super().get_context(value, parent_context)
        known = context.get("latest_articles")
        count = min(value.get("count") or 3, MAXIMUM_OF_LATEST)
        if known is None or value.get("topic"):
            topic = value.get("topic")
            known = ArticleList.on(site_of(context), lists.of_topic(topic.pk) if topic else lists.ARTICLES)
        context["articles"] = known[:count]
        return context

    class Meta:
        icon = "doc-full"
        label = _("Latest articles")
        group = _("Articles")
        description = _("The newest articles, of all topics or of one")
        template = "blocks/latest_articles.html"
        preview_value = {"heading": "Latest articles", "count": 3}


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)
    button = LinkBlock(label=_("Button"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        group = _("Actions")
        description = _("One sentence and one button")
        template = "blocks/call_to_action.html"
        preview_value = {
            "heading": "Take the ten principles with you",
            "button": {"label": "Get the guidebook", "url": "https://www.example.com/"},
        }


class LandingBlock(SteadyStreamBlock):
    """What a landing page is made of, and what is saved for many of them."""

    hero = HeroBlock()
    feature_grid = FeatureGridBlock()
    steps = StepsBlock()
    testimonial = TestimonialBlock()
    logos = LogosBlock()
    figures = FiguresBlock()
    questions = QuestionsBlock()
    guidebook = OfferBlock()
    sign_up = SignUpBlock()
    latest_articles = LatestArticlesBlock()
    text = RichTextBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        required = False


class SavedSectionBlock(SnippetChooserBlock):
    """What was arranged once for many pages. It is chosen and not copied, so that one edit changes them all."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return LandingBlock().get_searchable_content(value.shown) if value and value.shown else []

    class Meta:
        icon = "copy"
        label = _("Saved section")
        group = _("Sections")
        description = _("One that other pages show too; whoever edits it changes all of them")
        template = "blocks/saved_section.html"
        preview_value = None


class LandingPageBlock(LandingBlock):
    """The sections of a landing page. A saved section is made of `LandingBlock`, so none can hold another."""

    saved_section = SavedSectionBlock("home.SavedSection")


class LeadArticleBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock(
        page_type="articles.ArticlePage", label=_("Article"), required=False, help_text=_("Empty: the newest.")
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Lead article")
        group = _("Articles")
        description = _("The article that opens the page")
        template = "blocks/lead_article.html"
        preview_value: dict[str, Any] = {}


class TopicsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        depends_on(lists.TOPICS)
        topics = Topic.objects.filter(locale__language_code=get_language())
        return {**context, "topics": topics.select_related("image")}

    class Meta:
        icon = "folder-open-inverse"
        label = _("Topics")
        group = _("Articles")
        description = _("All topics")
        template = "blocks/topics.html"
        preview_value = {"heading": "What we write about"}


class AuthorsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        authors = AuthorPage.objects.published_in(site_of(context)).select_related("portrait").defer_streamfields()
        return {**context, "authors": authors.order_by("title")[:MAXIMUM_OF_LATEST]}

    class Meta:
        icon = "user"
        label = _("Authors")
        group = _("Articles")
        description = _("The people who write here")
        template = "blocks/authors.html"
        preview_value = {"heading": "Who writes here"}


class HomeBlock(SteadyStreamBlock):
    """The sections of the home page."""

    lead_article = LeadArticleBlock()
    latest_articles = LatestArticlesBlock()
    topics = TopicsBlock()
    authors = AuthorsBlock()
    guidebook = OfferBlock()
    sign_up = SignUpBlock()
    text = RichTextBlock()
    call_to_action = CallToActionBlock()
    saved_section = SavedSectionBlock("home.SavedSection")

    class Meta:
        required = False
