from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage
from articles.models.comments import LONGEST_NAME, LONGEST_TEXT
from core.fields import AddressField, LinesField, OneLineField, QuietField
from core.reader_forms import ReaderForm
from core.stamps import Stamp


class CommentForm(ReaderForm):
    """What a reader writes below an article; the box is never ticked beforehand."""

    reply = QuietField()
    name = OneLineField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter the name that readers shall see.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(label=_("E-mail"), help_text=_("Never shown. A mail to it asks you to confirm the comment."))
    text = LinesField(
        label=_("Comment"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write what you would like to say.")},
    )
    wants_replies = forms.BooleanField(label=_("Mail me when somebody replies"), required=False)

    def __init__(self, *args: Any, article: ArticlePage, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "comment--%s")
        super().__init__(*args, stamp=Stamp(name_in_stamp(article)), **kwargs)


def name_in_stamp(article: ArticlePage) -> str:
    """What the form below this article is called in a stamp."""
    return f"comment-{article.pk}"
