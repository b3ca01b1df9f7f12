"""Verbs that all page types share."""

from typing import Self

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageManager, PageViewRestriction
from wagtail.query import PageQuerySet


class PublishedPageQuerySet(PageQuerySet):
    def published(self) -> Self:
        """Live pages that nothing restricts, in the same query; Wagtail's `public()` needs one more."""
        restricted = PageViewRestriction.objects.annotate(
            below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
        ).filter(below__startswith=F("page__path"))
        return self.live().filter(~Exists(restricted))


PublishedPageManager = PageManager.from_queryset(PublishedPageQuerySet)
