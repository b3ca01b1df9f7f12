"""Likes: a number on an article, and for a while what keeps a browser from counting twice."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Like(models.Model):
    """That a browser liked an article. Who reads with it is not known: both hashes are keyed, of this article alone.

    Written by `articles.likes` only, and removed by the clock; the number in `Reception` stays.
    """

    article = models.ForeignKey("articles.ArticlePage", on_delete=models.CASCADE, related_name="liked_by")
    browser = models.CharField(_("keyed hash of the browser"), max_length=64)
    connection = models.CharField(_("keyed hash of the connection"), max_length=64)
    created_at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "browser"], name="one_like_a_browser")]
        indexes = [models.Index(fields=["article", "connection", "created_at"], name="like_by_connection")]

    def __str__(self) -> str:
        return f"{self.article_id}"


class Reception(models.Model):
    """How readers received an article, in numbers: who likes it, and the comments that everybody sees.

    A row of its own, since publishing an earlier revision writes every field of the page as it then was. It holds the
    comments as they are shown, so that an article's page, which reads this row anyway, asks the database nothing more.
    """

    article = models.OneToOneField(
        "articles.ArticlePage", primary_key=True, on_delete=models.CASCADE, related_name="reception"
    )
    likes = models.PositiveIntegerField(_("likes"), default=0)
    comments = models.PositiveIntegerField(_("comments"), default=0)
    shown_comments = models.JSONField(_("the comments as they are shown"), default=list, encoder=DjangoJSONEncoder)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.article_id}: {self.likes}, {self.comments}"
