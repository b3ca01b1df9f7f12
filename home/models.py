from dataclasses import replace
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, Site
from wagtail.search import index

from articles.listing import ArticleList
from articles.models import ArticlePage
from articles.querysets import ArticleQuerySet
from core.blocks import StoryBlock, number_anchors
from core.models import BasePage, SiteSettings
from core.models.previews import ReaderLanguageMixin
from core.querysets import PublishedPageManager
from core.shared_parts import SharedPart
from core.sharing import CardText
from core.sites import home_url
from core.structured_data import web_page
from core.text_pages import TextPage
from home.blocks import MAXIMUM_OF_LATEST, HomeBlock, LandingBlock, LandingPageBlock
from home.fields import TokensField

# https://developer.wordpress.org/reference/classes/wp_query/: what its addresses without permalinks ask by.
WORDPRESS_QUERIES = ("p", "page_id", "attachment_id", "cat", "tag", "author", "m", "feed")


class HomePage(BasePage):
    """The front page, arranged from sections by editors."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "articles.ArticleIndexPage",
        "newsletter.GuidebookIndexPage",
        "home.LandingPage",
        "home.ContentPage",
    ]
    page_description = _("The front page of the site")
    known_parameters = ("p",)

    heading = models.CharField(_("heading"), max_length=160, blank=True)
    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    sections = StreamField(HomeBlock(), blank=True, verbose_name=_("sections"))

    objects = PublishedPageManager()

    content_panels = [*BasePage.content_panels, "heading", "introduction", "sections"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Follows the redirects of `/?p=7` and the like, the addresses that everything had in WordPress.

        Wagtail looks for a redirect where there is no page, and this page is there whatever the query.
        """
        asked = [name for name in WORDPRESS_QUERIES if name in request.GET]
        found = get_redirect(request, f"/?{asked[0]}={request.GET[asked[0]]}") if asked else None
        if found and found.link:
            return redirect(found.link, permanent=found.is_permanent)
        return super().serve(request, *args, **kwargs)

    def card_text(self) -> CardText:
        return replace(super().card_text(), title=self.heading or self.title)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `lead_article` and `latest_articles`, which the sections share; the lead is not repeated."""
        context = super().get_context(request, *args, **kwargs)
        site = Site.find_for_request(request)
        latest = list(ArticleList.on(site)[: MAXIMUM_OF_LATEST + 1])
        lead = self.lead_article(latest, ArticlePage.objects.published_in(site).for_cards())
        context["lead_article"] = lead
        context["latest_articles"] = [article for article in latest if article != lead] if self.shows_lead else latest
        return context

    @property
    def shows_lead(self) -> bool:
        return any(section.block_type == "lead_article" for section in self.sections)

    def lead_article(self, latest: list[ArticlePage], published: ArticleQuerySet) -> ArticlePage | None:
        """The article that an editor chose to open the page, while it is published; else the newest."""
        lead_sections = [section["value"] for section in self.sections.raw_data if section["type"] == "lead_article"]
        chosen = lead_sections[0].get("page") if lead_sections else None
        known = {article.pk: article for article in latest}
        if chosen and chosen not in known:
            known.update(published.in_bulk([chosen]))
        return known.get(chosen) or next(iter(latest), None)

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """https://schema.org/WebSite with its search, and the organisation behind it."""
        base_url = request.build_absolute_uri("/")
        own_url = request.build_absolute_uri(home_url(request))
        settings = SiteSettings.for_request(request)
        website = {
            "@type": "WebSite",
            "@id": f"{own_url}#website",
            "url": own_url,
            "name": settings.name,
            "description": self.meta_description or settings.tagline,
            "publisher": {"@id": f"{base_url}#organization"},
            "inLanguage": self.locale.language_code if self.locale_id else "",
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{own_url}search/?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            },
        }
        return [*super().structured_data(request), {name: value for name, value in website.items() if value}]


class LandingPage(BasePage):
    """A page that makes one offer, built from sections by marketing."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = _("One offer, built from sections, with or without the site's menu")

    sections = StreamField(LandingPageBlock(), blank=True, verbose_name=_("sections"))
    show_menu = models.BooleanField(
        _("show the site's menu"), default=True, help_text=_("Without it, the page leads nowhere but to its offer.")
    )

    objects = PublishedPageManager()

    content_panels = [*BasePage.content_panels, "sections"]
    promote_panels = [*BasePage.promote_panels, MultiFieldPanel(["show_menu"], heading=_("Layout"))]
    search_fields = [*BasePage.search_fields, index.SearchField("sections")]

    class Meta:
        verbose_name = _("landing page")
        verbose_name_plural = _("landing pages")

    @property
    def opens_with_hero(self) -> bool:
        """Whether a hero, its own or a saved one, holds the main heading."""
        first = next(iter(self.sections), None)
        if first is not None and first.block_type == "saved_section":
            first = next(iter(first.value.shown), None) if first.value else None
        return first is not None and first.block_type == "hero"

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [*super().structured_data(request), *web_page(self, request)]


class ContentPage(TextPage, BasePage):
    """A page of text that stands outside the articles: privacy notice, about, imprint."""

    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]
    page_description = _("Privacy notice, about, imprint and the like")

    summary_field = "standfirst"
    standfirst = models.TextField(_("standfirst"), max_length=400, blank=True)
    body = StreamField(StoryBlock(), blank=True, verbose_name=_("body"))

    objects = PublishedPageManager()

    content_panels = [*BasePage.content_panels, "standfirst", "body"]
    search_fields = [*BasePage.search_fields, index.SearchField("standfirst", boost=2), index.SearchField("body")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        number_anchors(self.body)
        return super().get_context(request, *args, **kwargs)

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [*super().structured_data(request), *web_page(self, request)]


class SavedSection(SharedPart, ReaderLanguageMixin, PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """Sections that many pages show: edited once, they change on all of them. What is not published shows nowhere."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Only editors see it."))
    sections = StreamField(LandingBlock(), verbose_name=_("sections"))
    revisions = GenericRelation("wagtailcore.Revision", related_query_name="saved_section", for_concrete_model=False)

    panels = ["name", "sections"]

    class Meta:
        verbose_name = _("saved section")
        verbose_name_plural = _("saved sections")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> StreamValue | list[Any]:
        return self.sections if self.live else []

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "home/saved_section_preview.html"


class SearchEntry(models.Model):
    """What readers find a published page by; written by `home.search_index` alone."""

    page = models.OneToOneField(
        "wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    published_at = models.DateTimeField(_("published"))
    language = models.CharField(_("language"), max_length=2)
    tokens = TokensField(_("what it is found by"))
    text = models.TextField(_("text that a passage is taken from"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of the search")
        verbose_name_plural = _("entries of the search")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page)


class SearchWord(models.Model):
    """A word that some published page uses, by which misspelt searches are put right (`home.vocabulary`)."""

    word = models.CharField(_("word"), max_length=60, unique=True)
    folded = models.CharField(_("without accents"), max_length=60, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class MissedSearch(models.Model):
    """What readers looked for in vain, and how often; never who, nor what looks like an address or a number."""

    words = models.CharField(_("words"), max_length=60, unique=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    corrected = models.CharField(_("found instead"), max_length=60, blank=True)
    first_at = models.DateTimeField(_("first"), auto_now_add=True)
    last_at = models.DateTimeField(_("last"), auto_now=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ["-times", "-last_at"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.words
