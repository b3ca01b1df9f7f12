"""What a guest sees behind a link."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from core.fields import LinesField, OneLineField
from core.limits import TooMuchHeldError, hit
from core.middleware import public_form
from core.models import SharedDraft
from core.publishing import sections
from core.responses import HttpResponseSeeOther, asked_to_wait, keep_private
from core.shared_drafts.links import NoLinkError, find, leave_note, page_of, path_of

NOTES_AN_HOUR = 30
LONGEST_NAME, LONGEST_TEXT = 80, 2000


class NoteForm(forms.Form):
    name = OneLineField(label=_("Your name"), max_length=LONGEST_NAME)
    place = forms.ChoiceField(label=pgettext_lazy("a part of the page", "About"))
    text = LinesField(label=_("Note"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any, *, page: Any) -> None:
        super().__init__(data, auto_id="draft--%s", label_suffix="")
        field: Any = self.fields["place"]
        field.choices = [("title", _("The page as a whole")), *sections(page)]


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def shared_draft(request: HttpRequest, token: str) -> HttpResponse:
    """The draft, below a bar that says what it is. Neither cookie nor account is asked for or heeded."""
    try:
        draft = find(token)
    except NoLinkError as error:
        raise Http404 from error
    page = page_of(draft)
    form = NoteForm(request.POST if request.method == "POST" else None, page=page)
    if request.method == "POST" and form.is_valid():
        if hit(f"draft-note:{draft.pk}", NOTES_AN_HOUR, timedelta(hours=1)):
            leave_note(draft, **form.cleaned_data)
            return closed(HttpResponseSeeOther(f"{path_of(draft)}?noted#draft--bar"))
        return closed(asked_to_wait(TooMuchHeldError(), form, partial(shown, request, draft, page)))
    return closed(shown(request, draft, page, form, 400 if form.errors else 200))


def shown(request: HttpRequest, draft: SharedDraft, page: Any, form: NoteForm, status: int) -> HttpResponse:
    """As a preview, which is a request of its own, without anything of this one."""
    bar = {"draft": draft, "form": form, "action": path_of(draft), "was_noted": "noted" in request.GET}
    response: HttpResponse = page.make_preview_request(
        preview_mode=page.default_preview_mode, extra_request_attrs={"shared_draft": bar}
    )
    if response.status_code == 200:
        response.status_code = status
    return response


def closed(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, listed nowhere, and its address told to nobody."""
    keep_private(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
