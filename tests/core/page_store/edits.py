"""Random edits of every kind that readers can see, as editors, moderators, readers and the clock make them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Revision

from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, AuthorPage, Series, Topic
from core.models import SiteImage
from core.tasks import publish_scheduled_pages
from home.models import ContentPage, HomePage
from newsletter.models import GuidebookPage
from tests.factories import blocks as b

WORDS = ("harbour", "island", "tide", "compass", "anchor", "sail", "chart", "lamp", "meeting", "silence", "rope")
KINDS: dict[str, Callable[["Editor"], Any]] = {}


def edit(function: Callable[["Editor"], Any]) -> Callable[["Editor"], Any]:
    KINDS[function.__name__] = function
    return function


class Editor:
    """Makes one edit after another; the same ones for the same seed and the same site."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.number = 0

    def make(self, kind: str = "") -> str:
        """One edit of this kind, else of any; what it was."""
        self.number += 1
        kind = kind or self.random.choice(sorted(KINDS))
        about = KINDS[kind](self)
        return f"{self.number} {kind} {about or ''}"

    def words(self, least: int = 2) -> str:
        return f"{' '.join(self.random.choices(WORDS, k=least + 1))} {self.number}"

    def one(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.random.choice(found) if found else None

    def some(self, rows: Any, most: int) -> list[Any]:
        found = list(rows.order_by("pk"))
        return self.random.sample(found, min(len(found), self.random.randint(1, most)))

    def article(self) -> ArticlePage:
        return self.one(ArticlePage.objects.live())

    def body(self, article: ArticlePage | None) -> Any:
        image, other = self.one(SiteImage.objects.all()), self.one(ArticlePage.objects.live())
        parts = [b.heading(self.words()), b.paragraph(self.words(8))]
        parts += [b.image(image)] if image and self.random.random() < 0.5 else []
        if other and other != article and self.random.random() < 0.4:
            parts.append(b.paragraph(f'<a linktype="page" id="{other.pk}">{self.words()}</a>'))
        return b.stream(*parts)


def publish(page: Page) -> None:
    page.save_revision().publish()


# Articles


@edit
def write_body(editor: Editor) -> str:
    article = editor.article()
    article.body = editor.body(article)
    publish(article)
    return article.slug


@edit
def change_title(editor: Editor) -> str:
    article = editor.article()
    article.title = editor.words()
    publish(article)
    return article.slug


@edit
def change_standfirst(editor: Editor) -> str:
    article = editor.article()
    article.standfirst, article.hero_image = editor.words(5), editor.one(SiteImage.objects.all())
    publish(article)
    return article.slug


@edit
def change_slug(editor: Editor) -> str:
    article = editor.article()
    article.slug = f"slug-{editor.number}-{editor.random.randint(0, 999)}"
    publish(article)
    return article.slug


@edit
def write_article(editor: Editor) -> str:
    parent = editor.one(AuthorPage.objects.live())
    article = ArticlePage(
        title=editor.words(),
        standfirst=editor.words(5),
        body=editor.body(None),
        hero_image=editor.one(SiteImage.objects.all()),
        published_at=timezone.now() - timedelta(days=editor.random.randint(0, 400)),
    )
    article.topics.set(editor.some(Topic.objects.all(), 2))
    article.tags.set([editor.random.choice(["calm", "agenda", "trust"])])
    parent.add_child(instance=article)
    publish(article)
    return article.slug


@edit
def save_draft(editor: Editor) -> str:
    article = editor.article()
    article.title = editor.words()
    article.save_revision()
    return article.slug


@edit
def sort_article(editor: Editor) -> str:
    """Into other topics, tags and series."""
    article = editor.article()
    article.topics.set(editor.some(Topic.objects.all(), 3))
    article.tags.set(editor.random.sample(["calm", "agenda", "trust"], 2))
    article.series = editor.one(Series.objects.all()) if editor.random.random() < 0.5 else None
    article.series_position = editor.random.randint(1, 5)
    publish(article)
    return article.slug


@edit
def change_authors(editor: Editor) -> str:
    article = editor.article()
    others = editor.some(AuthorPage.objects.live(), 2)
    article.article_authors.set([ArticleAuthor(author=author) for author in others])
    publish(article)
    return article.slug


@edit
def change_date(editor: Editor) -> str:
    article = editor.article()
    article.published_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=editor.random.randint(0, 6000))
    publish(article)
    return article.slug


@edit
def unpublish(editor: Editor) -> str:
    if ArticlePage.objects.live().count() < 5:
        return write_article(editor)
    article = editor.article()
    article.unpublish()
    return article.slug


@edit
def publish_again(editor: Editor) -> str:
    article = editor.one(ArticlePage.objects.filter(live=False))
    if article:
        publish(article)
    return article.slug if article else ""


@edit
def delete(editor: Editor) -> str:
    if ArticlePage.objects.count() < 6:
        return write_article(editor)
    page = Page.objects.get(pk=editor.one(ArticlePage.objects.all()).pk)
    page.delete()
    return page.slug


@edit
def move(editor: Editor) -> str:
    article, author = editor.article(), editor.one(AuthorPage.objects.all())
    if author.get_children().filter(slug=article.slug).exclude(pk=article.pk).exists():
        return ""
    article.move(author, pos="last-child")
    return article.slug


@edit
def go_live_by_the_clock(editor: Editor) -> str:
    article = editor.article()
    article.title = editor.words()
    article.go_live_at = timezone.now() + timedelta(hours=1)
    publish(article)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1)
    )
    publish_scheduled_pages()
    return article.slug


@edit
def expire_by_the_clock(editor: Editor) -> str:
    if ArticlePage.objects.live().count() < 5:
        return write_article(editor)
    article = editor.article()
    Page.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled_pages()
    Page.objects.filter(pk=article.pk).update(expire_at=None)
    return article.slug


# Other pages


@edit
def change_author(editor: Editor) -> str:
    author = editor.one(AuthorPage.objects.live())
    field = editor.random.choice(["title", "role", "summary"])
    setattr(author, field, editor.words())
    author.portrait = editor.one(SiteImage.objects.all())
    publish(author)
    return f"{author.slug} {field}"


@edit
def rename_author(editor: Editor) -> str:
    author = editor.one(AuthorPage.objects.live())
    author.slug = f"author-{editor.number}-{editor.random.randint(0, 999)}"
    publish(author)
    return author.slug


@edit
def restrict(editor: Editor) -> str:
    found = editor.one(PageViewRestriction.objects.all())
    if found:
        found.delete()
        return f"lifted from {found.page.slug}"
    model = editor.random.choice([ArticlePage, AuthorPage, GuidebookPage])
    page = editor.one(model.objects.live())
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="sesame")
    return page.slug


@edit
def change_index(editor: Editor) -> None:
    index = editor.one(ArticleIndexPage.objects.live())
    index.introduction = editor.words(6)
    publish(index)


@edit
def change_front_page(editor: Editor) -> None:
    home = editor.one(HomePage.objects.live())
    home.heading = editor.words()
    publish(home)


@edit
def change_content_page(editor: Editor) -> str:
    page = editor.one(ContentPage.objects.live())
    page.title, page.show_in_menus = editor.words(), editor.random.random() < 0.5
    page.body = b.stream(b.paragraph(editor.words(9)))
    publish(page)
    return page.slug


@edit
def change_guidebook(editor: Editor) -> str:
    page = editor.one(GuidebookPage.objects.all())
    page.title, page.standfirst = editor.words(), editor.words(6)
    publish(page)
    return page.slug


@edit
def sort_guidebooks(editor: Editor) -> str:
    page = editor.one(GuidebookPage.objects.all())
    page.move(page.get_parent(), pos=editor.random.choice(["first-child", "last-child"]))
    return page.slug
