"""Random edits of what is no page, and all addresses at which something may have changed."""

from collections.abc import Iterator

from django.utils import timezone
from wagtail.models import Page, Site

from articles import comments, likes
from articles.models import ArticlePage, AuthorPage, Comment, Series, Topic
from core.models import SiteImage, SiteSettings
from newsletter.models import GuidebookPage, NewsletterSettings, Popup
from tests.core.page_store.edits import KINDS, Editor, edit

__all__ = ["KINDS", "Editor", "addresses"]


@edit
def change_picture(editor: Editor) -> str:
    image = editor.one(SiteImage.objects.all())
    image.credit, image.description = editor.words(), editor.words()
    image.save()
    return image.title


@edit
def change_topic(editor: Editor) -> str:
    topic = editor.one(Topic.objects.all())
    field = editor.random.choice(["name", "introduction", "sort_order"])
    setattr(topic, field, editor.random.randint(0, 9) if field == "sort_order" else editor.words())
    topic.save()
    return f"{topic.slug} {field}"


@edit
def add_or_remove_topic(editor: Editor) -> str:
    empty = Topic.objects.filter(articles=None).first()
    if empty:
        empty.delete()
        return f"without {empty.name}"
    return str(Topic.objects.create(name=editor.words(), slug=f"topic-{editor.number}"))


@edit
def change_series(editor: Editor) -> str:
    series = editor.one(Series.objects.all())
    series.description = editor.words(5)
    series.save()
    return series.name


@edit
def change_settings(editor: Editor) -> None:
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.tagline = editor.words()
    settings.save()


@edit
def change_newsletter(editor: Editor) -> None:
    settings = NewsletterSettings.for_site(Site.objects.get(is_default_site=True))
    settings.heading = editor.words()
    settings.save()


@edit
def change_popup(editor: Editor) -> None:
    guidebook = editor.one(GuidebookPage.objects.live())
    popup, _ = Popup.objects.get_or_create(name="A popup", defaults={"guidebook": guidebook, "heading": "Take it"})
    popup.is_live, popup.heading = not popup.is_live, editor.words()
    popup.shape = editor.random.choice(Popup.Shape.values)
    popup.save()
    popup.topics.set(editor.some(Topic.objects.all(), 2) if editor.random.random() < 0.5 else [])


@edit
def moderate(editor: Editor) -> str:
    article = editor.article()
    shown = article.reader_comments.filter(state=Comment.State.PUBLISHED).first()
    if shown and editor.random.random() < 0.5:
        comments.set_state(shown, Comment.State.WAITING)
        return f"{article.slug} withdrawn"
    comment = Comment.objects.create(
        article=article, name="Ann", email="ann@example.com", text=editor.words(6),
        state=Comment.State.WAITING, confirmed_at=timezone.now(),
    )  # fmt: skip
    comments.publish(comment)
    return article.slug


@edit
def like(editor: Editor) -> str:
    article = editor.article()
    likes.add(article, f"browser-{editor.number}-{editor.random.random()}", f"connection-{editor.number}")
    return article.slug


def addresses() -> Iterator[str]:
    """Every address that readers can reach now, and lists to their end."""
    yield from ("/", "/articles/", "/articles/?page=2", "/articles/feed/", "/guidebooks/", "/llms.txt")
    yield from ("/sitemap.xml", "/sitemap-pages.xml", "/robots.txt", "/manifest.webmanifest")
    yield from (f"/articles/{name}/" for name in ("topics", "authors", "series", "archive"))
    yield from (f"/articles/tags/{tag}/" for tag in ("calm", "agenda", "trust"))
    yield from (f"/articles/series/{series.slug}/" for series in Series.objects.order_by("pk"))
    for topic in Topic.objects.order_by("pk"):
        yield from (f"/articles/topics/{topic.slug}/", f"/articles/topics/{topic.slug}/feed/")
    for page in Page.objects.live().filter(depth__gt=2).order_by("pk").specific():
        yield page.url
        if isinstance(page, AuthorPage):
            yield f"{page.url}feed/"
        if isinstance(page, ArticlePage):
            yield f"{page.url.removesuffix('/')}.md"
