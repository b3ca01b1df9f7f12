from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, Site
from wagtail.search import index

from articles import lists
from articles.blocks import ArticleBodyBlock
from articles.forms import ArticlePageForm
from articles.further_reading import further_reading
from articles.listing import lists_of_article, relist
from articles.models.taxonomy import Series, Tag, Topic
from articles.nearby import keys_beside
from articles.panels import BeginningPanel
from articles.publishing import RULES
from articles.querysets import ArticleManager
from articles.structured_data import article_data
from core.blocks import number_anchors
from core.models import BasePage, SiteImage
from core.page_store import tags
from core.page_store.changes import is_draft
from core.sharing import CardText

WORDS_PER_MINUTE = 200
CONTENTS_FROM_HEADINGS = 3
RESERVED_SLUGS = {"feed"}  # What the profile above answers itself.


class ArticleTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = ParentalKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class ArticleAuthor(Orderable):
    """A name in an article's byline. The profile that the article stands under is always the first."""

    article = ParentalKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="article_authors")
    author = models.ForeignKey(
        "articles.AuthorPage", on_delete=models.CASCADE, related_name="authored", verbose_name=_("author")
    )

    panels = [PageChooserPanel("author")]
    author_restricted: bool | None = None  # Found out by `card_relations`.

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="unique_article_author")]

    @property
    def profile(self) -> Any:
        """The author's page, which knows what was found out of it."""
        if self.author_restricted is not None:
            self.author.restricted = self.author_restricted
        return self.author


class ArticlePage(BasePage):
    parent_page_types = ["articles.AuthorPage"]
    subpage_types: list[str] = []
    page_description = _("A piece of writing, under the profile of its author")

    # Fields: what readers see first
    standfirst = models.TextField(
        _("standfirst"),
        max_length=400,
        help_text=_("One or two sentences that say why to read on. Shown on cards too."),
    )
    hero_image = models.ForeignKey(
        SiteImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )
    hero_alt_text = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    hero_decorative = models.BooleanField(_("the picture is decorative"), default=False)
    hero_caption = models.CharField(_("caption"), max_length=300, blank=True)

    # Fields: the text
    body = StreamField(ArticleBodyBlock(), blank=True, verbose_name=_("body"))
    reading_time = models.PositiveSmallIntegerField(_("reading time in minutes"), default=1, editable=False)

    # Fields: where it belongs
    # The key of the profile above when this was written: a draft or a copy may find itself under another one.
    written_under = models.PositiveBigIntegerField(null=True, editable=False)
    published_at = models.DateTimeField(
        _("date shown"), null=True, blank=True, help_text=_("Set when the article is first published.")
    )
    topics = ParentalManyToManyField(Topic, related_name="articles", verbose_name=_("topics"))
    tags = ClusterTaggableManager(through=ArticleTag, blank=True)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="parts", verbose_name=_("series")
    )
    series_position = models.PositiveSmallIntegerField(_("part"), null=True, blank=True)
    coming_next = models.CharField(
        _("coming next"),
        max_length=300,
        blank=True,
        help_text=_("Announces the next part of the series. It becomes a link once that part is published."),
    )

    comments_open = models.BooleanField(
        _("readers may comment"),
        default=True,
        help_text=_("Until the days are over that the site settings name. What is there stays to be read."),
    )

    objects = ArticleManager()
    base_form_class = ArticlePageForm
    publish_rules = RULES
    summary_field, picture_field = "standfirst", "hero_image"
    shown_relations = (*BasePage.shown_relations, "hero_image", "series", "reception")
    beginnings: Iterable[Any] = ()  # The templates that a new one may begin with.

    content_panels = [
        BeginningPanel(),
        *BasePage.content_panels,
        "standfirst",
        MultiFieldPanel(["hero_image", "hero_alt_text", "hero_decorative", "hero_caption"], heading=_("Picture")),
        "body",
        MultiFieldPanel(
            [
                HelpPanel(_("The profile that the article stands under is always the first author.")),
                InlinePanel("article_authors", heading=_("Authors"), label=_("author")),
            ],
            heading=_("Authors"),
        ),
        MultiFieldPanel(
            [FieldPanel("topics", required_on_save=False), "tags", "published_at"], heading=_("Where it belongs")
        ),
        MultiFieldPanel([FieldPanel("series"), "series_position", "coming_next"], heading=_("Series")),
        MultiFieldPanel(["comments_open"], heading=_("Comments")),
    ]

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst", boost=2),
        index.SearchField("body"),
        index.FilterField("published_at"),
        index.RelatedFields("article_authors", [index.RelatedFields("author", [index.SearchField("title", boost=2)])]),
        index.RelatedFields("topics", [index.SearchField("name"), index.FilterField("slug")]),
        index.RelatedFields("tags", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [models.Index(fields=["published_at", "page_ptr"], name="article_newest_first")]

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address belongs to the author's feed. Choose another.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not kwargs.get("update_fields"):
            self.reading_time = max(1, round(self.word_count / WORDS_PER_MINUTE))
            if self.live and self.published_at is None:
                self.published_at = self.first_published_at or timezone.now()
            if self.path and not self.alias_of_id:
                self.put_byline_right()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if not is_draft(kwargs.get("update_fields")):
                relist([self.pk])

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A draft from before a move, or from before an author's profile was translated, is by the profiles of now."""
        article = super().with_content_json(content)
        is_moved = article.written_under not in {None, self.written_under}
        if not self.alias_of_id and (is_moved or article.versions_of_authors()):
            article.put_byline_right()
        return article

    def put_byline_right(self) -> None:
        """Makes the profile above this article the first name in its byline, in place of one it was written under.

        The other names are those of profiles in the article's language, where there are. No name is left standing
        twice, and a stored row keeps its author, or that author's version: the editor may have chosen another in it, or
        exchanged two, and while rows are written one by one, the database would see an author in two of them.
        """
        parent = self.get_parent()
        names = list(self.article_authors.all())
        before = [(name.pk, name.author_id, name.sort_order) for name in names]
        versions = self.versions_of_authors()
        by_author: dict[int, ArticleAuthor] = {}
        for name in names:
            name.author_id = versions.get(name.author_id, name.author_id)
            if name.author_id:
                by_author.setdefault(name.author_id, name)
        if self.written_under and self.written_under != parent.pk:
            by_author.pop(self.written_under, None)
        self.written_under = parent.pk
        first = by_author.pop(parent.pk, None) or ArticleAuthor(author_id=parent.pk)
        ordered = [first, *by_author.values()]
        stored = dict(ArticleAuthor.objects.filter(article=self.pk).values_list("author_id", "pk"))
        stored = {versions.get(author, author): row for author, row in stored.items()} | stored
        for position, name in enumerate(ordered):
            name.pk, name.sort_order = stored.get(name.author_id), position
        if before != [(name.pk, name.author_id, name.sort_order) for name in ordered]:
            self.article_authors.set(ordered)

    def versions_of_authors(self) -> dict[int, int]:
        """The published profiles in the article's language of those authors whom it names by one in another."""
        named = [name.author_id for name in self.article_authors.all()]
        versions = Page.objects.live().filter(locale=self.locale_id, translation_key=OuterRef("translation_key"))
        others = Page.objects.filter(pk__in=named).exclude(locale=self.locale_id)
        found = others.annotate(version=Subquery(versions.values("pk"))).filter(version__isnull=False)
        return dict(found.values_list("pk", "version"))

    @classmethod
    def for_readers(cls) -> models.QuerySet[Self]:
        return super().for_readers().annotate(listed_in=lists_of_article())

    def begin_translation(self) -> None:
        """It is published on a day of its own."""
        super().begin_translation()
        self.published_at = None

    @property
    def byline(self) -> list[Any]:
        """The authors in order, as profiles. One that is not published is no more than a name to readers."""
        return [name.profile for name in self.article_authors.all() if name.author_id]

    @property
    def published_byline(self) -> list[Any]:
        return [author for author in self.byline if author.is_published]

    @property
    def first_topic(self) -> Topic | None:
        """The topic shown on cards, and whose pattern stands in for a missing picture."""
        return next(iter(self.topics.all()), None)

    @property
    def word_count(self) -> int:
        texts = self.body.stream_block.get_searchable_content(self.body) if self.body else []
        return sum(len(strip_tags(str(text)).split()) for text in texts)

    @property
    def is_updated(self) -> bool:
        """Whether it was published again on a later day than the one it shows."""
        if not (self.published_at and self.last_published_at):
            return False
        return timezone.localdate(self.last_published_at) > timezone.localdate(self.published_at)

    @property
    def hero_alt(self) -> str:
        return "" if self.hero_decorative else self.hero_alt_text

    @property
    def likes(self) -> int:
        reception = getattr(self, "reception", None)
        return reception.likes if reception else 0

    @property
    def comments(self) -> int:
        """How many comments everybody sees."""
        reception = getattr(self, "reception", None)
        return reception.comments if reception else 0

    @cached_property
    def contents(self) -> list[Any]:
        """The headings of the table of contents; empty for a short article."""
        sections = [heading for heading in number_anchors(self.body) if heading.get("level") == "h2"]
        return sections if len(sections) >= CONTENTS_FROM_HEADINGS else []

    def markdown_url(self, request: HttpRequest) -> str:
        """The absolute address of the article as Markdown; empty when it is not for every reader."""
        address = self.get_full_url(request) if self.path and self.is_published else None
        return f"{address.removesuffix('/')}.md" if address else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `further` (see `articles.further_reading`), `contents` and `markdown_url`."""
        context = {"further": further_reading(self, Site.find_for_request(request)), "contents": self.contents}
        context["markdown_url"] = self.markdown_url(request)
        return {**super().get_context(request, *args, **kwargs), **context}

    def card_text(self) -> CardText:
        topic = self.first_topic
        return replace(
            super().card_text(),
            eyebrow=topic.name if topic else "",
            byline=", ".join(author.title for author in self.byline),
            topic=topic.pk if topic else None,
        )

    def listings(self) -> dict[str, Any]:
        """All articles, and those of its topics, tags, authors and series."""
        topics, words = [topic.pk for topic in self.topics.all()], [tag.pk for tag in self.tags.all()]
        authors = [name.author_id for name in self.article_authors.all() if name.author_id]
        names = [tags.published(type(self)), *map(lists.of_topic, topics), *map(lists.of_tag, words)]
        names += [*map(lists.by_author, authors), *([lists.of_series(self.series_id)] if self.series_id else [])]
        # What is listed is counted too, by each of these.
        place = (self.published_at, sorted(topics), sorted(words), authors, self.series_id, self.series_position)
        return dict.fromkeys(names, place)

    def neighbours(self) -> list[str]:
        """The articles that show this one as the one before or after them."""
        return [lists.beside(key) for key in keys_beside(self)]

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [*super().structured_data(request), article_data(self, request)]
