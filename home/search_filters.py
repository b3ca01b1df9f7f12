"""By what a search can be narrowed: topic, author and year of articles; and its order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from articles.models import ArticlePage, AuthorPage, Topic
from articles.querysets import ArticleQuerySet

NEWEST = "newest"
MOST = 20_000  # Articles among which a narrowed search looks: a database takes only so many keys at once.


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
        self.articles = ArticlePage.objects.published_in(site)
        fields: Any = self.fields
        fields["topic"].queryset = Topic.objects.filter(articles__in=self.articles).distinct()
        fields["author"].queryset = AuthorPage.objects.published_in(site).order_by("title")
        years = self.articles.order_by().dates("published_at", "year", order="DESC")
        fields["year"].choices = [("", _("any")), *((date.year, date.year) for date in years)]
        for name in ("topic", "author"):
            fields[name].empty_label = _("any")

    @property
    def chosen(self) -> dict[str, Any]:
        """The valid choices among those that narrow the search."""
        self.full_clean()
        return {name: self.cleaned_data[name] for name in ("topic", "author", "year") if self.cleaned_data.get(name)}

    @property
    def is_newest_first(self) -> bool:
        return self.is_valid() and self.cleaned_data["sort"] == NEWEST

    def article_keys(self) -> list[int]:
        """Of the articles that all choices hold for."""
        found: ArticleQuerySet = self.articles
        chosen = self.chosen
        if topic := chosen.get("topic"):
            found = found.filter(topics=topic)
        if author := chosen.get("author"):
            found = found.filter(article_authors__author=author)
        if year := chosen.get("year"):
            found = found.filter(published_at__year=year)
        return list(found.newest_first().values_list("pk", flat=True)[:MOST])
