from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import path

from articles import browsing, lists
from articles.feeds import ArticleFeed
from articles.listing import ArticleList
from articles.models.articles import ArticlePage
from articles.models.browsing import BrowsablePage, entries
from articles.models.taxonomy import Series, Tag, Topic
from core.models import BasePage
from core.page_store.recording import depending_on, depends_on
from core.pagination import paginate
from core.sites import trees
from core.structured_data import organisation


class ArticleIndexPage(BrowsablePage):
    """All articles, and those of a topic or tag."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.AuthorPage"]
    max_count_per_parent = 1
    page_description = _("All articles, by topic, tag, author, series and date")
    known_parameters = ("page",)

    summary_field = "introduction"
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("article index")
        verbose_name_plural = _("article indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `topics`, all of them."""
        return {**super().get_context(request, *args, **kwargs), "topics": self.topics.select_related("image")}

    @property
    def topics(self) -> QuerySet[Topic]:
        """Those of the language of this page."""
        depends_on(lists.TOPICS)
        return Topic.objects.filter(locale=self.locale_id)

    # All of them

    @path("")
    def all_articles(self, request: HttpRequest) -> HttpResponse:
        articles = paginate(request, self.listed())
        about = {"items": articles, "meta_title": self.meta_title, "meta_description": self.meta_description}
        data = [
            organisation(request),
            *self.structured_data(request),
            self.collection(about, entries(articles, request), self.get_full_url(request) or ""),
        ]
        return self.render(request, context_overrides={"articles": articles, "structured_data": data})

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        return ArticleFeed(
            title=self.title, description=self.meta_description, page=self, articles=self.listed()
        ).response(request)

    # By topic

    @path("topics/", name="topics")
    def all_topics(self, request: HttpRequest) -> HttpResponse:
        topics = list(self.topics.select_related("image"))
        return self.section(
            request,
            heading=gettext("Topics"),
            subpages=self.everywhere(request, "topics"),
            meta_description=gettext("What the articles are about."),
            entries=[(topic.name, self.address(request, "topic", topic.slug)) for topic in topics],
            topics=topics,
            template="articles/topic_list.html",
        )

    @path("topics/<slug:slug>/", name="topic")
    def topic(self, request: HttpRequest, slug: str) -> HttpResponse:
        with depending_on():  # Said below, of each version.
            shown = ArticlePage.objects.published().filter(topics=OuterRef("pk"))
        keys = self.topics.filter(slug=slug).order_by().values("translation_key")
        versions = Topic.objects.filter(translation_key__in=keys).select_related("image", "social_image", "locale")
        found_topics = list(versions.annotate(is_shown=Exists(shown)))
        depends_on(*(lists.of_topic(version.pk) for version in found_topics))
        topic = next((version for version in found_topics if version.locale_id == self.locale_id), None)
        if topic is None:
            raise Http404
        found = self.listed(lists.of_topic(topic.pk))
        articles = paginate(request, found)
        context: dict[str, Any] = {"topic": topic, "no_index": not articles}
        context["subpages"] = {
            version.locale.language_code: self.reverse_subpage("topic", [version.slug])
            for version in found_topics
            if version.is_shown and len(trees(request)) > 1
        }
        if articles and articles.number == 1:
            context["writers"] = browsing.writers_of(found, self.authors)
            context["related"] = browsing.related_topics(list(articles), topic)
        return self.subject(request, topic, articles=articles, **context)

    @path("topics/<slug:slug>/feed/", name="topic_feed")
    def topic_feed(self, request: HttpRequest, slug: str) -> HttpResponse:
        topic = get_object_or_404(self.topics, slug=slug)
        return self.subject_feed(request, topic, self.listed(lists.of_topic(topic.pk)))

    # By tag

    @path("tags/<str:slug>/", name="tag")
    def tag(self, request: HttpRequest, slug: str) -> HttpResponse:
        tag: Tag = get_object_or_404(Tag.objects.select_related("image", "social_image"), slug=slug)
        articles = paginate(request, self.listed(lists.of_tag(tag.pk)))
        if not articles:
            raise Http404
        return self.subject(request, tag, articles=articles, tag=tag, subpages={})

    @path("tags/<str:slug>/feed/", name="tag_feed")
    def tag_feed(self, request: HttpRequest, slug: str) -> HttpResponse:
        tag = get_object_or_404(Tag, slug=slug)
        articles = self.listed(lists.of_tag(tag.pk))
        if not articles.number:
            raise Http404
        return self.subject_feed(request, tag, articles)

    def subject(self, request: HttpRequest, subject: Topic | Tag, **context: Any) -> HttpResponse:
        """The page of a topic or tag."""
        described = subject.meta_description
        if not described and isinstance(subject, Tag):
            described = gettext("Articles tagged %(tag)s") % {"tag": subject.name}
        return self.article_section(
            request,
            heading=subject.name,
            subject=subject,
            sharing=subject,
            meta_title=subject.seo_title or subject.name,
            meta_description=described,
            feed_url=(self.get_url(request) or "") + self.reverse_subpage(f"{subject.route}_feed", [subject.slug]),
            **context,
        )

    def subject_feed(self, request: HttpRequest, subject: Topic | Tag, articles: ArticleList) -> HttpResponse:
        return ArticleFeed(
            title=subject.name,
            description=subject.meta_description,
            page=self,
            articles=articles,
            subpage=self.reverse_subpage(subject.route, [subject.slug]),
        ).response(request)

    # What else has an address

    def get_route_paths(self) -> list[str]:
        """Listings and feeds have addresses too, which are redirected with this page's own when that changes."""
        subjects: list[Topic | Tag | Series] = [*self.topics, *Tag.objects.exclude(slug=""), *self.series_here]
        years = [str(year.year) for year in browsing.years(self.listed())]
        return [
            *super().get_route_paths(),
            *(f"/{self.reverse_subpage(name)}" for name in ("feed", "topics", "authors", "series_list", "archive")),
            *(route for subject in subjects for route in self.routes_of(subject)),
            *(f"/{self.reverse_subpage('year', [year])}" for year in years),
        ]

    def routes_of(self, subject: Topic | Tag | Series) -> list[str]:
        """Where a topic, tag or series is found below this page: its listing, and its feed if it has one."""
        names = [subject.route] if isinstance(subject, Series) else [subject.route, f"{subject.route}_feed"]
        return [f"/{self.reverse_subpage(name, [subject.slug])}" for name in names]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """This page, and those of its listings that show something; of tags those that say more than their name."""
        own = super().get_sitemap_urls(request)
        shown = self.articles.order_by().aggregate(number=Count("pk"), newest=Max("last_published_at")) if own else {}
        if not shown.get("number"):
            return own
        topics, series = self.changes(self.topics, "articles"), self.changes(self.series_here, "parts")
        depends_on(lists.ALL_TAGS)
        tags = self.changes(Tag.objects.exclude(introduction=""), "tagged_articles__content_object")
        names = ["topics", "authors", "archive", *(["series_list"] if series else [])]
        entries = [
            self.entry(request, name, shown["newest"], subpages=self.everywhere(request, name)) for name in names
        ]
        entries += self.entries_of(request, Topic, topics)
        entries += [self.entry(request, "tag", tag.changed, tag.slug) for tag in tags]
        entries += self.entries_of(request, Series, series)
        years = browsing.changes_by_year(self.articles)
        return own + entries + [self.entry(request, "year", changed, year) for year, changed in years]

    def entries_of(self, request: Any, model: type[Topic | Series], changes: list[Any]) -> list[dict[str, Any]]:
        versions = self.versions_of(request, model, *(subject.translation_key for subject in changes))
        return [
            self.entry(
                request, model.route, subject.changed, subject.slug, subpages=versions.get(subject.translation_key, {})
            )
            for subject in changes
        ]

    def entry(
        self, request: Any, route: str, changed: datetime | None, *args: Any, subpages: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """A line of the sitemap for one of this page's listings, with its versions in other languages."""
        return {"location": self.address(request, route, *args), "lastmod": changed, "subpages": subpages or {}}

    def changes(self, subjects: QuerySet[Any], articles: str) -> list[Any]:
        """Those that show something, with when that last `changed`."""
        shown = subjects.filter(**{f"{articles}__in": self.articles.order_by()})
        return list(
            shown.annotate(changed=Max(f"{articles}__last_published_at")).order_by(*subjects.model._meta.ordering)
        )
