from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Site
from wagtail.search import index

from articles import lists
from articles.feeds import ArticleFeed
from articles.listing import ArticleList
from articles.structured_data import author_data
from core.blocks import SteadyStreamBlock
from core.models import BasePage, SiteImage
from core.pagination import paginate
from core.querysets import PublishedPageManager
from core.sharing import CardText

RESERVED_SLUGS = {"archive", "authors", "feed", "series", "tags", "topics"}  # What the index above answers itself.


class AuthorLinkBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=60)
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")
        group = _("Links")
        description = _("A profile or site of the author elsewhere")
        preview_value = {"name": "Personal site", "url": "https://www.example.com/"}


class AuthorPage(RoutablePageMixin, BasePage):
    """The profile of someone who writes here; its title is the author's name. Articles stand below it."""

    parent_page_types = ["articles.ArticleIndexPage"]
    subpage_types = ["articles.ArticlePage"]
    page_description = _("The profile of someone who writes here")
    known_parameters = ("page",)

    role = models.CharField(_("role"), max_length=120, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    portrait = models.ForeignKey(
        SiteImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("portrait")
    )
    biography = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link"])
    links = StreamField(SteadyStreamBlock([("link", AuthorLinkBlock())]), blank=True, verbose_name=_("links"))

    objects = PublishedPageManager()
    summary_field, picture_field = "summary", "portrait"
    shown_relations = (*BasePage.shown_relations, "portrait")

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["role", "summary", "portrait"], heading=_("Profile")),
        "biography",
        "links",
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("role"),
        index.SearchField("summary"),
        index.SearchField("biography"),
    ]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address belongs to a listing. Choose another.")})

    @property
    def meta_description(self) -> str:
        return super().meta_description or self.role

    def card_text(self) -> CardText:
        return replace(super().card_text(), eyebrow=gettext("Author"), byline=self.role)

    def articles(self, request: HttpRequest) -> ArticleList:
        """The articles of the site whose byline names this author."""
        return ArticleList.on(Site.find_for_request(request), lists.by_author(self.pk or 0))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `articles`, a page of them."""
        return {
            **super().get_context(request, *args, **kwargs),
            "articles": paginate(request, self.articles(request)),
        }

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [*super().structured_data(request), author_data(self, request)]

    def get_route_paths(self) -> list[str]:
        """The feed has an address too, which is redirected with this page's own when that changes."""
        return [*super().get_route_paths(), "/feed/"]

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        articles = self.articles(request)
        return ArticleFeed(title=self.title, description=self.meta_description, page=self, articles=articles).response(
            request
        )
