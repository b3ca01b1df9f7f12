"""By what a search can be narrowed: topic, author and year of articles; and its order."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from articles.models import ArticleAuthor, ArticlePage, AuthorPage, Topic
from home.search_index import AUTHOR, TOPIC, YEAR

NEWEST = "newest"
MOST_AUTHORS = 50
FRESH = 60  # Seconds until a topic or a year with its first article is a choice.


class SearchFilters(forms.Form):
    """What is not a choice, or has nothing to show, is left aside with an error."""

    topic = forms.ModelChoiceField(Topic.objects.none(), to_field_name="slug", required=False, label=_("Topic"))
    author = forms.ModelChoiceField(AuthorPage.objects.none(), to_field_name="slug", required=False, label=_("Author"))
    year = forms.TypedChoiceField(required=False, label=_("Year"), coerce=int, empty_value=None)
    sort = forms.ChoiceField(
        required=False, label=_("Order"), choices=[("", _("best first")), (NEWEST, _("newest first"))]
    )

    def __init__(self, data: Any, site: Site | None) -> None:
        super().__init__(data, auto_id="search--%s", label_suffix="")
        fields: Any = self.fields
        topics, years = offered(site.root_page) if site else ([], [])
        fields["topic"].queryset = Topic.objects.filter(pk__in=[key for key, _slug, _name in topics])
        fields["topic"].choices = [("", _("any")), *((slug, name) for _key, slug, name in topics)]
        fields["author"].queryset = AuthorPage.objects.published_in(site)
        fields["year"].choices = [("", _("any")), *((year, year) for year in years)]

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The valid choices among those that narrow the search."""
        self.is_valid()
        valid = self.cleaned_data
        return {name: valid[name] for name in ("topic", "author", "year") if valid.get(name)}

    @property
    def is_newest_first(self) -> bool:
        return self.is_valid() and self.cleaned_data["sort"] == NEWEST

    @property
    def tokens(self) -> list[str]:
        """What the entries of the articles hold for which all choices hold."""
        keys = {TOPIC: self.chosen.get("topic"), AUTHOR: self.chosen.get("author")}
        found = [f"{label}{choice.pk}" for label, choice in keys.items() if choice]
        return [*found, f"{YEAR}{self.chosen['year']}"] if "year" in self.chosen else found

    def offer_authors_of(self, articles: Iterable[int]) -> None:
        """Offers those who wrote most of these, and whoever is chosen; there may be more authors than anybody reads."""
        names = ArticleAuthor.objects.filter(article__in=articles).order_by().values_list("author")
        keys = [key for key, number in names.annotate(number=Count("pk")).order_by("-number", "author")[:MOST_AUTHORS]]
        field: Any = self.fields["author"]
        found = set(field.queryset.filter(pk__in=keys).values_list("slug", "title"))
        if chosen := self.chosen.get("author"):
            found.add((chosen.slug, chosen.title))
        field.choices = [("", _("any")), *sorted(found, key=lambda author: author[1])]


def offered(root: Page) -> tuple[list[tuple[int, str, str]], list[int]]:
    """The topics (key, slug, name) and the years of which there are articles below this page, as of the last minute."""
    key = f"home.search_filters.{root.pk}"
    found: tuple[list[tuple[int, str, str]], list[int]] | None = cache.get(key)
    if found is None:
        found = topics_and_years(root)
        cache.set(key, found, FRESH)
    return found


def topics_and_years(root: Page) -> tuple[list[tuple[int, str, str]], list[int]]:
    """Each is looked up by itself, however many articles it has."""
    articles = ArticlePage.objects.live().filter(path__startswith=root.path)
    topics = Topic.objects.filter(Exists(articles.filter(topics=OuterRef("pk"))))
    dates = ArticlePage.objects.aggregate(first=Min("published_at"), last=Max("published_at"))
    first, last = (timezone.localtime(date).year if date else 0 for date in (dates["first"], dates["last"]))
    years = range(last, first - 1, -1) if first else range(0)
    of_year = [Exists(articles.filter(published_at__year=year)) for year in years]
    answers = Site.objects.values_list(*of_year)[:1] if of_year else []
    are_there = [year for found in answers for year, is_there in zip(years, found, strict=True) if is_there]
    return list(topics.values_list("pk", "slug", "name")), are_there
