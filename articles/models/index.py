from typing import Any

from django.db import models
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from articles.feeds import ArticleFeed
from articles.models.articles import ArticlePage
from articles.models.taxonomy import Topic
from articles.querysets import ArticleQuerySet
from core.models import BasePage
from core.pagination import paginate
from core.structured_data import breadcrumb_list, organisation


class ArticleIndexPage(RoutablePageMixin, BasePage):
    """All articles, and those of a topic or tag."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.AuthorPage"]
    max_count_per_parent = 1
    page_description = _("All articles, by topic and by tag")

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("article index")
        verbose_name_plural = _("article indexes")

    @property
    def meta_description(self) -> str:
        return self.search_description or self.introduction

    @property
    def articles(self) -> ArticleQuerySet:
        below = ArticlePage.objects.descendant_of(self) if self.path else ArticlePage.objects.none()
        return below.published().newest_first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `topics`, all of them."""
        return {**super().get_context(request, *args, **kwargs), "topics": Topic.objects.select_related("image")}

    @path("")
    def all_articles(self, request: HttpRequest) -> HttpResponse:
        return self.render(request, context_overrides={"articles": paginate(request, self.articles.for_cards())})

    @path("topics/<slug:slug>/", name="topic")
    def topic(self, request: HttpRequest, slug: str) -> HttpResponse:
        topic = get_object_or_404(Topic.objects.select_related("image"), slug=slug)
        return self.listing(
            request,
            self.articles.filter(topics=topic),
            topic=topic,
            heading=topic.name,
            meta_title=topic.seo_title or topic.name,
            meta_description=topic.search_description or strip_tags(topic.introduction),
            feed_url=self.get_url(request) + self.reverse_subpage("topic_feed", [slug]),
        )

    @path("tags/<str:slug>/", name="tag")
    def tag(self, request: HttpRequest, slug: str) -> HttpResponse:
        tag = get_object_or_404(Tag, slug=slug)
        articles = self.articles.filter(tags=tag)
        if not articles.exists():
            raise Http404
        return self.listing(
            request,
            articles,
            tag=tag,
            heading=tag.name,
            meta_title=tag.name,
            meta_description=_("Articles tagged %(tag)s") % {"tag": tag.name},
        )

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        return ArticleFeed(title=self.title, description=self.meta_description, page=self, articles=self.articles)(
            request
        )

    @path("topics/<slug:slug>/feed/", name="topic_feed")
    def topic_feed(self, request: HttpRequest, slug: str) -> HttpResponse:
        topic = get_object_or_404(Topic, slug=slug)
        return ArticleFeed(
            title=topic.name,
            description=strip_tags(topic.introduction),
            page=self,
            articles=self.articles.filter(topics=topic),
            subpage=self.reverse_subpage("topic", [slug]),
        )(request)

    def listing(self, request: HttpRequest, articles: ArticleQuerySet, **context: Any) -> HttpResponse:
        """A page of the articles of one topic or tag, with an address of its own."""
        context["articles"] = paginate(request, articles.for_cards())
        here = request.build_absolute_uri(request.path)
        context["canonical_url"] = here
        context["breadcrumbs"] = [*self.breadcrumbs(request), {"title": context["heading"], "url": here}]
        context["structured_data"] = [organisation(request), *breadcrumb_list(context["breadcrumbs"])]
        return self.render(request, context_overrides=context, template="articles/article_listing.html")

    def get_route_paths(self) -> list[str]:
        """Feeds, topics and tags have addresses too, which are redirected with this page's own when that changes."""
        topics = Topic.objects.values_list("slug", flat=True)
        tags = Tag.objects.exclude(slug="").values_list("slug", flat=True)
        return [
            *super().get_route_paths(),
            "/feed/",
            *(route for slug in topics for route in self.topic_routes(slug)),
            *(f"/{self.reverse_subpage('tag', [slug])}" for slug in tags),
        ]

    def topic_routes(self, slug: str) -> list[str]:
        """Where a topic is found below this page: its listing and its feed."""
        return [f"/{self.reverse_subpage(name, [slug])}" for name in ("topic", "topic_feed")]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """This page and those topic pages that show something."""
        if self.no_index:
            return []
        with_articles = Topic.objects.filter(articles__in=self.articles.order_by()).order_by("sort_order", "name")
        return super().get_sitemap_urls(request) + [
            {"location": self.get_full_url(request) + self.reverse_subpage("topic", [slug]), "lastmod": changed}
            for slug, changed in with_articles.annotate(changed=Max("articles__last_published_at")).values_list(
                "slug", "changed"
            )
        ]
