"""The ways through the articles that an index offers besides its own list and its topics."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path

from articles import browsing, lists
from articles.listing import ArticleList
from articles.models.articles import ArticlePage
from articles.models.authors import AuthorPage
from articles.models.taxonomy import Series, Topic
from articles.querysets import ArticleQuerySet
from core.models import BasePage
from core.page_store.recording import depends_on
from core.pagination import paginate
from core.querysets import PublishedPageQuerySet
from core.sites import trees
from core.structured_data import breadcrumb_list, collection_page, organisation

AUTHORS_A_PAGE = 24
YEAR, MONTH = "(?P<year>(?:19|20)[0-9]{2})", "(?P<month>0[1-9]|1[0-2])"
Step = tuple[str, str]  # Of a breadcrumb: title and absolute address.


class BrowsablePage(RoutablePageMixin, BasePage):
    """A page that lists the articles below it: by author, by series and by date."""

    class Meta:
        abstract = True

    @property
    def articles(self) -> ArticleQuerySet:
        below = ArticlePage.objects.descendant_of(self) if self.path else ArticlePage.objects.none()
        return below.published().newest_first()

    def listed(self, name: str = lists.ARTICLES) -> ArticleList:
        """One of the lists of `articles.lists`, as far as it is below this page."""
        return ArticleList.below(self, name)

    @property
    def authors(self) -> PublishedPageQuerySet:
        below = AuthorPage.objects.child_of(self) if self.path else AuthorPage.objects.none()
        return below.published()

    @property
    def series_here(self) -> QuerySet[Series]:
        """Those of the language of this page."""
        depends_on(lists.ALL_SERIES)
        return Series.objects.filter(locale=self.locale_id)

    def everywhere(self, request: HttpRequest | None, route: str) -> dict[str, str]:
        """What follows the address of the index, by language, for a listing that each index has."""
        found = trees(request) if request else {}
        return dict.fromkeys(found, self.reverse_subpage(route)) if len(found) > 1 else {}

    def versions_of(
        self, request: HttpRequest | None, model: type[Topic | Series], *keys: UUID
    ) -> dict[UUID, dict[str, str]]:
        """The same for the listing of a topic or series, by its key, in the languages in which it shows an article."""
        if request is None or len(trees(request)) < 2:
            return {}
        depends_on(lists.TOPICS, lists.ALL_SERIES)
        relation = "topics" if model is Topic else "series"
        shown = ArticlePage.objects.published().filter(**{relation: OuterRef("pk")})
        versions = model._default_manager.filter(Exists(shown), translation_key__in=keys)
        found: dict[UUID, dict[str, str]] = defaultdict(dict)
        for key, language, slug in versions.values_list("translation_key", "locale__language_code", "slug"):
            found[key][language] = self.reverse_subpage(model.route, [slug])
        return found

    def address(self, request: HttpRequest | None, route: str, *args: Any) -> str:
        """The absolute address of one of this page's listings."""
        return (self.get_full_url(request) or "") + self.reverse_subpage(route, list(args))

    def section(
        self,
        request: HttpRequest,
        *steps: Step,
        heading: str,
        crumb: str = "",
        entries: list[tuple[str, str]],
        template: str = "articles/article_listing.html",
        **context: Any,
    ) -> HttpResponse:
        """A listing with an address of its own. `steps` lead to it from here, and `crumb` is its place in that way.

        `entries` are what it names to machines; `items` is the page of a paginator, where it has one.
        """
        here = request.build_absolute_uri(request.path)
        context = {"heading": heading, "meta_title": heading, "canonical_url": here, **context}
        trail = [{"title": title, "url": url} for title, url in (*steps, (crumb or heading, here))]
        trail = context["breadcrumbs"] = [*self.breadcrumbs(request), *trail]
        context["structured_data"] = [
            organisation(request),
            *breadcrumb_list(trail),
            self.collection(context, entries, here),
        ]
        return self.render(request, context_overrides=context, template=template)

    def collection(self, context: dict[str, Any], entries: list[tuple[str, str]], url: str) -> dict[str, Any]:
        """What a page of a listing says to machines of what it lists."""
        items = context.get("items")
        start = items.start_index() if items else 1
        if items and items.number > 1:
            url = f"{url}?page={items.number}"
        language = self.locale.language_code if self.locale_id else ""
        return collection_page(
            url, context["meta_title"], context.get("meta_description", ""), language, entries, start
        )

    def article_section(self, request: HttpRequest, *steps: Step, articles: Any, **context: Any) -> HttpResponse:
        """A page of articles with an address of its own."""
        return self.section(
            request, *steps, entries=entries(articles, request), articles=articles, items=articles, **context
        )

    # By author

    @path("authors/", name="authors")
    def all_authors(self, request: HttpRequest) -> HttpResponse:
        items = paginate(request, browsing.by_name(self.authors), AUTHORS_A_PAGE)
        found = self.authors.select_related("portrait").defer("biography", "links").in_bulk(list(items))
        counts = browsing.count_by_author(self, list(items))
        authors = [(found[pk], counts.get(pk, 0)) for pk in items if pk in found]
        return self.section(
            request,
            heading=_("Authors"),
            subpages=self.everywhere(request, "authors"),
            meta_description=_("Everyone who writes here, and what they have written."),
            entries=entries((author for author, _number in authors), request),
            items=items,
            authors=authors,
            template="articles/author_list.html",
        )

    # By series

    @path("series/", name="series_list")
    def all_series(self, request: HttpRequest) -> HttpResponse:
        items = paginate(request, browsing.begun_series(self.series_here, self.articles))
        counts = browsing.count_by_series(self, [series.pk for series in items])
        return self.section(
            request,
            heading=pgettext("all series", "Series"),
            subpages=self.everywhere(request, "series_list"),
            meta_description=_("Articles that are meant to be read one after the other."),
            entries=[(series.name, self.address(request, "series", series.slug)) for series in items],
            items=items,
            series_list=[(series, *counts.get(series.pk, (0, None))) for series in items],
            template="articles/series_list.html",
        )

    @path("series/<slug:slug>/", name="series")
    def series(self, request: HttpRequest, slug: str) -> HttpResponse:
        series = get_object_or_404(self.series_here, slug=slug)
        versions = self.versions_of(request, Series, series.translation_key)
        parts = paginate(request, browsing.parts_of(series, self.articles).for_cards())
        return self.article_section(
            request,
            (pgettext("all series", "Series"), self.address(request, "series_list")),
            articles=parts,
            heading=series.name,
            series=series,
            meta_description=series.description,
            coming_next=parts[-1].coming_next if parts and not parts.has_next() else "",
            no_index=not parts,
            subpages=versions.get(series.translation_key, {}),
            template="articles/series.html",
        )

    # By date

    @path("archive/", name="archive")
    def archive(self, request: HttpRequest) -> HttpResponse:
        years = browsing.years(self.listed())
        return self.section(
            request,
            heading=_("Archive"),
            subpages=self.everywhere(request, "archive"),
            meta_description=_("All articles by year and month."),
            entries=[(str(year.year), self.address(request, "year", year.year)) for year in years],
            years=years,
            template="articles/archive.html",
        )

    @re_path(rf"^archive/{YEAR}/$", name="year")
    def year(self, request: HttpRequest, year: str) -> HttpResponse:
        articles = browsing.published_in(self.listed(), int(year))
        return self.dated(request, articles, year, year, year=int(year), years=browsing.years(articles))

    @re_path(rf"^archive/{YEAR}/{MONTH}/$", name="month")
    def month(self, request: HttpRequest, year: str, month: str) -> HttpResponse:
        articles = browsing.published_in(self.listed(), int(year), int(month))
        name = _("%(month)s %(year)s") % {"month": MONTHS[int(month)], "year": year}
        step = (year, self.address(request, "year", year))
        return self.dated(request, articles, str(MONTHS[int(month)]), name, step, year=int(year), month=int(month))

    def dated(
        self, request: HttpRequest, found: ArticleList, title: str, heading: str, *steps: Step, **context: Any
    ) -> HttpResponse:
        """The articles of a year or month; one without any is not there, since the calendar has no end."""
        articles = paginate(request, found)
        if not articles:
            raise Http404
        return self.article_section(
            request,
            (_("Archive"), self.address(request, "archive")),
            *steps,
            articles=articles,
            heading=heading,
            crumb=title,
            meta_title=_("Articles from %(when)s") % {"when": heading},
            subpages={},
            template="articles/archive_listing.html",
            **context,
        )


def entries(pages: Any, request: HttpRequest) -> list[tuple[str, str]]:
    """Name and absolute address of each."""
    return [(page.title, page.get_full_url(request) or "") for page in pages]
