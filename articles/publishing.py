"""What an article must have before readers see it, beside what every page must (see `core.publishing`)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.publishing import AlternativeText as TextsAlternatives
from core.publishing import (
    BrokenLinks,
    EmptyParagraphs,
    HeadingOrder,
    PictureLicences,
    PublishRule,
    is_file_name,
)


class AlternativeText(TextsAlternatives):
    """Of the picture above the text too."""

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        if page.hero_image and not page.hero_decorative:
            words = page.hero_alt_text.strip()
            if not words:
                yield "hero_alt_text", gettext("Say what the picture shows, or tick that it is decorative.")
            elif is_file_name(words):
                yield "hero_alt_text", gettext("This is the name of a file. Say what the picture shows.")
        yield from super().faults(page)


class Standfirst(PublishRule):
    code = "standfirst"
    label = _("There is a standfirst")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        if not page.standfirst.strip():
            yield "standfirst", gettext("Say in a sentence or two why to read on.")


class HasTopic(PublishRule):
    code = "topic"
    label = _("There is a topic")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        if not page.first_topic:
            yield "topics", gettext("Choose a topic, so that readers find the article among its kind.")


class HasAuthor(PublishRule):
    code = "author"
    label = _("An author’s profile is published")

    def faults(self, page: Any) -> Iterator[tuple[str, str]]:
        """A page that is not in the tree yet gets its first author from there."""
        if page.path and not any(author.live for author in page.byline):
            yield "article_authors", gettext("Choose an author whose profile is published.")


RULES: tuple[PublishRule, ...] = (
    Standfirst(),
    HasTopic(),
    HasAuthor(),
    AlternativeText(),
    PictureLicences(),
    EmptyParagraphs(),
    BrokenLinks(),
    HeadingOrder(),
)
