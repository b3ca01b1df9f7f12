"""A small site in which random edits find something of every kind."""

from home.models import HomePage
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ContentPageFactory,
    ImageFactory,
    SeriesFactory,
    TopicFactory,
)
from tests.factories import blocks as b
from tests.factories.newsletter import GuidebookPageFactory


def furnish() -> None:
    """A small site in which everything is shown somewhere."""
    authors = [AuthorFactory(slug=name, portrait=ImageFactory()) for name in ("ann", "ben")]
    topics = [TopicFactory(name=name) for name in ("Teams", "Time", "Trust")]
    series, guidebook = SeriesFactory(name="On meetings"), GuidebookPageFactory(cover=ImageFactory())
    for number in range(7):
        ArticleFactory(
            parent=authors[number % 2],
            topics=[topics[number % 2]],
            tags=["calm"],
            hero_image=ImageFactory() if number < 3 else None,
            series=series if number < 3 else None,
            series_position=number,
        )
    GuidebookPageFactory()
    ContentPageFactory(title="About us")
    home = HomePage.objects.get()
    home.sections = b.stream(*b.whole_home_page(guidebook))
    home.save()
