from typing import Any

import factory
import wagtail_factories
from django.utils import timezone
from wagtail.models import Page

from articles.models import (
    ArticleAuthor,
    ArticleIndexPage,
    ArticlePage,
    ArticleTemplate,
    AuthorPage,
    Comment,
    Series,
    Topic,
)
from tests.factories.blocks import paragraph, stream


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ("slug",)

    name = "Leading people"
    slug = factory.LazyAttribute(lambda topic: topic.name.lower().replace(" ", "-"))


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Series

    name = factory.Sequence(lambda number: f"Series {number}")


class ArticleTemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ArticleTemplate

    name = factory.Sequence(lambda number: f"Template {number}")
    body = factory.LazyFunction(lambda: stream(paragraph("Who is the guest?")))


class AuthorFactory(wagtail_factories.PageFactory):
    """A published profile below the article index."""

    class Meta:
        model = AuthorPage

    parent = factory.LazyFunction(lambda: ArticleIndexPage.objects.get(locale__language_code="en-gb"))
    title = factory.Sequence(lambda number: f"Author {number}")
    role = "Columnist"
    summary = "Writes about the second meeting."


class ArticleFactory(wagtail_factories.PageFactory):
    """A published article under an author of its own; `authors` are those who wrote it with them."""

    class Meta:
        model = ArticlePage

    parent = factory.SubFactory(AuthorFactory)
    title = factory.Sequence(lambda number: f"Article {number}")
    standfirst = "Why the second meeting matters more than the first."
    body = factory.LazyFunction(lambda: stream(paragraph("Nobody was ever late twice without a reason.")))

    @classmethod
    def _create_instance(cls, model_class: type[ArticlePage], parent: Page, kwargs: dict[str, Any]) -> ArticlePage:
        topics, tags = kwargs.pop("topics", None), kwargs.pop("tags", ())
        authors = kwargs.pop("authors", ())
        article = model_class(**kwargs)
        article.topics.set([TopicFactory()] if topics is None else topics)
        article.tags.set(tags)
        article.article_authors.set([ArticleAuthor(author=author) for author in authors])
        parent.add_child(instance=article)
        return article


class CommentFactory(factory.django.DjangoModelFactory):
    """A comment that everybody sees."""

    class Meta:
        model = Comment

    article = factory.SubFactory(ArticleFactory)
    name = "Ann Berg"
    email = factory.Sequence(lambda number: f"reader-{number}@example.com")
    text = "The second meeting was the one that counted."
    state = Comment.State.PUBLISHED
    confirmed_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)
