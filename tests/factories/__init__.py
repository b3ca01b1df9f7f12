"""What tests are made of. Everything is real: pages stand in the tree, pictures are files that Pillow reads."""

from tests.factories.articles import (
    ArticleFactory,
    ArticleTemplateFactory,
    AuthorFactory,
    CommentFactory,
    SeriesFactory,
    TopicFactory,
)
from tests.factories.home import ContentPageFactory, LandingPageFactory, SavedSectionFactory
from tests.factories.images import ImageFactory, picture_file
from tests.factories.users import UserFactory

__all__ = [
    "ArticleFactory",
    "ArticleTemplateFactory",
    "AuthorFactory",
    "CommentFactory",
    "ContentPageFactory",
    "ImageFactory",
    "LandingPageFactory",
    "SavedSectionFactory",
    "SeriesFactory",
    "TopicFactory",
    "UserFactory",
    "picture_file",
]
