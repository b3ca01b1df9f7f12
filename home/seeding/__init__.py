"""Valid content in bulk, for measuring what the site does when there is much of it.

Real pages in the tree, searchable and editable, with pictures shared between them, and leads. The same seed on the same
site gives the same content; a further run adds to it. Works in chunks, so that memory does not grow with the number.
"""

from collections.abc import Iterator

from taggit.models import Tag

from articles.models import ArticleIndexPage, Topic
from home.seeding import leads
from home.seeding.authors import first_free_number, write_authors
from home.seeding.newsroom import Newsroom
from home.seeding.pictures import shared_pictures
from home.seeding.writing import THINGS, WORDS, Writer

NUMBER_OF_TAGS = 40


def seed_articles(articles: int, authors: int, seed: int) -> Iterator[int]:
    """Adds so many authors; returns the steps that add the articles below them, each saying how many it has added."""
    index = ArticleIndexPage.objects.get()
    writer = Writer(f"articles {seed}/{first_free_number(index)}")
    pictures = shared_pictures()
    newsroom = Newsroom(
        writer=writer,
        authors=write_authors(authors, index, writer, pictures),
        pictures=pictures,
        topics=topics(),
        tags=[Tag.objects.get_or_create(name=name)[0] for name in THINGS[:NUMBER_OF_TAGS]],
    )
    return newsroom.write(articles)


def topics() -> list[Topic]:
    """The topics of the site, or ours while it has none."""
    if not Topic.objects.exists():
        for place, name in enumerate(WORDS["topics"], start=1):
            Topic.objects.create(name=name, slug=name.lower().replace(" ", "-"), sort_order=place)
    return list(Topic.objects.all())


def seed_leads(number: int, seed: int) -> Iterator[int]:
    """Adds so many leads; yields how many each step has added."""
    return leads.write_leads(number, Writer(f"leads {seed}/{leads.first_free_number()}"))
