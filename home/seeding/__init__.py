"""Valid content in bulk, for measuring what the site does when there is much of it.

Real pages in the tree, searchable and editable, with pictures shared between them, and leads. The same seed on the same
site gives the same content; a further run adds to it. Works in chunks, so that memory does not grow with the number.
"""

from collections.abc import Iterator

from wagtail.models import Locale

from articles.models import ArticleIndexPage, Tag, Topic
from home.seeding import leads
from home.seeding.authors import first_free_number, write_authors
from home.seeding.newsroom import Newsroom
from home.seeding.pictures import shared_pictures
from home.seeding.writing import THINGS, WORDS, Writer

NUMBER_OF_TAGS = 40


def seed_articles(articles: int, authors: int, seed: int) -> Iterator[int]:
    """Adds so many authors; returns the steps that add the articles below them, each saying how many it has added."""
    index = ArticleIndexPage.objects.get(locale=Locale.get_default())
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
    """The topics of the site in its own language, or ours while it has none."""
    own = Topic.objects.filter(locale=Locale.get_default())
    if not own.exists():
        for place, name in enumerate(WORDS["topics"], start=1):
            Topic.objects.create(name=name, slug=name.lower().replace(" ", "-"), sort_order=place)
    return list(own.all())


def seed_leads(number: int, seed: int) -> Iterator[int]:
    """Adds so many leads; yields how many each step has added."""
    return leads.write_leads(number, Writer(f"leads {seed}/{leads.first_free_number()}"))
