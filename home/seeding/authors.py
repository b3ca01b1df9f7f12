"""The profiles that bulk articles stand under."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from wagtail.models import Page

from articles.models import ArticleIndexPage, AuthorPage
from core.models import SiteImage
from home.seeding import bulk
from home.seeding.writing import FIRST_DAY, WORDS, Writer

PREFIX = "author-"
CHUNK = 250


def first_free_number(index: Page) -> int:
    """The number of the next author, so that a further run gives new addresses."""
    slugs = AuthorPage.objects.child_of(index).filter(slug__startswith=PREFIX).values_list("slug", flat=True)
    numbers = [int(slug.removeprefix(PREFIX)) for slug in slugs if slug.removeprefix(PREFIX).isdecimal()]
    return max(numbers, default=0) + 1


def write_authors(number: int, index: ArticleIndexPage, writer: Writer, pictures: list[SiteImage]) -> list[AuthorPage]:
    """Makes so many profiles. They are called by numbers, so that nobody takes them for people."""
    first, place = first_free_number(index), bulk.last_child_number(index) + 1
    authors = [profile(first + count, writer, pictures) for count in range(number)]
    for count, author in enumerate(authors):
        bulk.place(author, index, place + count)
    for start in range(0, number, CHUNK):
        with transaction.atomic():
            write_chunk(authors[start : start + CHUNK], index)
    return authors


def write_chunk(authors: list[AuthorPage], index: ArticleIndexPage) -> None:
    bulk.insert_pages(authors)
    Page.objects.filter(pk=index.pk).update(numchild=F("numchild") + len(authors))
    bulk.write_companions(authors)


def profile(number: int, writer: Writer, pictures: list[SiteImage]) -> AuthorPage:
    writer.choose_subjects()
    author = AuthorPage(
        title=f"Author {number}",
        slug=f"{PREFIX}{number}",
        role=writer.random.choice(WORDS["roles"]),
        summary=writer.sentences(1),
        portrait=writer.random.choice(pictures),
        biography=f"<p>{writer.sentences(5)}</p>",
        translation_key=writer.uuid(),
    )
    bulk.publish_as_of(author, FIRST_DAY - timedelta(days=writer.random.randrange(1, 300)))
    return author
