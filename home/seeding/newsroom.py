"""Articles in bulk: what each is about, and all rows that belong to it."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import RichText

from articles.listing import relist
from articles.models import ArticlePage, AuthorPage, Series, Tag, Topic
from articles.models.articles import WORDS_PER_MINUTE, ArticleAuthor, ArticleTag
from core.models import SiteImage
from home.seeding import bulk
from home.seeding.writing import LAST_DAY, Writer

CHUNK = 250  # Articles in one transaction: about a second, during which nobody else can write into SQLite.
PICTURES_IN_TEXT = (0, 0, 1, 1, 1, 2, 2, 3)  # How many pictures a body has, each entry as likely as the others.
CHANCE_OF_SERIES = 0.02
CHANCE_OF_SECOND_AUTHOR = 0.15
CHANCE_OF_UPDATE = 0.2
CHANCE_OF_RELATED = 0.1


@dataclass
class OpenSeries:
    """A series that an author has begun: how many parts are to come, and the last one's place and date."""

    series: Series
    left: int
    position: int = 0
    published_at: datetime = LAST_DAY


@dataclass
class Newsroom:
    """What the articles of one run share, and what of it has been written so far."""

    writer: Writer
    authors: list[AuthorPage]
    pictures: list[SiteImage]
    topics: list[Topic]
    tags: list[Tag]
    written: Counter[int] = field(default_factory=Counter)
    open_series: dict[int, OpenSeries] = field(default_factory=dict)
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=CHUNK))

    def write(self, number: int) -> Iterator[int]:
        """Writes so many articles, a chunk at a time; yields how many each chunk had."""
        for start in range(0, number, CHUNK):
            size = min(CHUNK, number - start)
            with transaction.atomic():
                self.write_chunk([self.article() for _ in range(size)])
            yield size

    def article(self) -> ArticlePage:
        """One article, complete but for its keys."""
        writer = self.writer
        writer.choose_subjects()
        author, title = writer.random.choice(self.authors), writer.title()
        self.written[author.pk] += 1
        hero = writer.random.choice([*self.pictures, None])
        article = ArticlePage(
            title=title,
            slug=f"{slugify(title)}-{self.written[author.pk]}",
            standfirst=writer.sentences(2)[:400],
            hero_image=hero,
            hero_alt_text=hero.description if hero else "",
            written_under=author.pk,
            translation_key=writer.uuid(),
        )
        bulk.place(article, author, self.written[author.pk])
        self.date(article, self.join_series(article, author))
        self.sort(article, author)
        self.fill(article)
        return article

    def join_series(self, article: ArticlePage, author: AuthorPage) -> datetime:
        """Makes an article the next part of what its author has begun, if anything; returns its date."""
        random, published_at = self.writer.random, self.writer.moment()
        begun = self.open_series.pop(author.pk, None)
        if begun is None and random.random() < CHANCE_OF_SERIES:
            number = self.written[author.pk]
            series = Series.objects.create(name=f"{article.title} ({author.slug}-{number})"[:120])
            begun = OpenSeries(series, left=random.randint(3, 5), published_at=published_at)
        if begun is None:
            return published_at
        begun.left, begun.position = begun.left - 1, begun.position + 1
        begun.published_at = min(begun.published_at + timedelta(days=7), LAST_DAY)
        article.series, article.series_position = begun.series, begun.position
        if begun.left:
            article.coming_next = self.writer.title()
            self.open_series[author.pk] = begun
        return begun.published_at

    def date(self, article: ArticlePage, published_at: datetime) -> None:
        article.published_at = published_at
        updated_at = published_at + timedelta(days=self.writer.random.randrange(1, 200))
        is_updated = self.writer.random.random() < CHANCE_OF_UPDATE
        bulk.publish_as_of(article, published_at, min(updated_at, LAST_DAY) if is_updated else None)

    def sort(self, article: ArticlePage, author: AuthorPage) -> None:
        """Gives an article its authors, topics and tags."""
        random = self.writer.random
        names = [author]
        if random.random() < CHANCE_OF_SECOND_AUTHOR:
            names += [other for other in random.sample(self.authors, 1) if other != author]
        article.article_authors = [ArticleAuthor(author=name, sort_order=place) for place, name in enumerate(names)]
        article.topics = random.sample(self.topics, min(len(self.topics), random.randint(1, 2)))
        article.tagged_items = [ArticleTag(tag=tag) for tag in random.sample(self.tags, random.randint(0, 3))]

    def fill(self, article: ArticlePage) -> None:
        """Writes the text of an article."""
        random = self.writer.random
        images = [random.choice(self.pictures).pk for _ in range(random.choice(PICTURES_IN_TEXT))]
        related = [random.choice(self.recent)] if self.recent and random.random() < CHANCE_OF_RELATED else []
        article.body = self.writer.body(images, related)

    def write_chunk(self, articles: list[ArticlePage]) -> None:
        texts = read_bodies(articles)
        bulk.insert_pages(articles)
        self.write_relations(articles)
        relist([article.pk for article in articles])
        self.count_children()
        bulk.write_revisions(articles)
        bulk.write_references(articles)
        for article, text in zip(articles, texts, strict=True):
            article.body = text
        bulk.write_search_index(articles)
        self.recent.extend(article.pk for article in articles)

    def write_relations(self, articles: list[ArticlePage]) -> None:
        topic_link = ArticlePage.topics.through
        authors, tags, topics = [], [], []
        for article in articles:
            for name in article.article_authors.all():
                name.article_id = article.pk
                authors.append(name)
            for tagged in article.tagged_items.all():
                tagged.content_object_id = article.pk
                tags.append(tagged)
            topics += [topic_link(articlepage_id=article.pk, topic_id=topic.pk) for topic in article.topics.all()]
        ArticleAuthor.objects.bulk_create(authors)
        ArticleTag.objects.bulk_create(tags)
        topic_link.objects.bulk_create(topics)

    def count_children(self) -> None:
        """Brings the number of children of each author up to what has been written."""
        changed = [author for author in self.authors if author.numchild != self.written[author.pk]]
        for author in changed:
            author.numchild = self.written[author.pk]
        Page.objects.bulk_update(changed, ["numchild"])


def read_bodies(articles: list[ArticlePage]) -> list[StreamValue]:
    """Reads all bodies at once, and each text once.

    A body by itself asks the database for its pictures, and the search index reads it three to five times. So the
    pictures of all are fetched together, and what is returned for the index is each text as a single block.
    """
    block = ArticlePage._meta.get_field("body").stream_block
    texts = []
    for article, body in zip(
        articles, block.bulk_to_python([article.body.raw_data for article in articles]), strict=True
    ):
        text = " ".join(block.get_searchable_content(body))
        article.body = StreamValue(block, [("paragraph", RichText(text))])
        article.reading_time = max(1, round(article.word_count / WORDS_PER_MINUTE))
        texts.append(article.body)
        article.body = body
    return texts
