from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models.comments import LONGEST_NAME, LONGEST_TEXT
from core.fields import AddressField, OneLineField, QuietField, TrapInput


class LinesField(forms.CharField):
    """Several lines. The end of each is one character, as it is to the browser's own limit (HTML, section 4.10.11)."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class CommentForm(forms.Form):
    """What a reader writes below an article; the box is never ticked beforehand."""

    reply = QuietField()
    homepage = QuietField(widget=TrapInput)
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "comment--%s")
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
