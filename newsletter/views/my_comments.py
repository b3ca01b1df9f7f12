"""The comments of somebody of whom we have nothing else: seen, taken away, erased, by a mailed link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import comments
from articles.models import Comment
from core.responses import HttpResponseSeeOther
from newsletter import services
from newsletter.archive import archive_of_comments
from newsletter.services import LinkError
from newsletter.tokens import Purpose
from newsletter.views.base import GONE, LinkView


class MyCommentsLinkView(LinkView):
    """The link names one comment, and opens all of its address; it dies with the address."""

    purpose = Purpose.MY_COMMENTS
    model = Comment
    subject: Comment

    @property
    def address(self) -> str:
        return self.subject.email

    def dead(self, error: LinkError) -> HttpResponse:
        text = _("For your safety these links are good for an hour. We gladly send you another.")
        return self.problem(_("This link has expired"), text, GONE, **self.way_back())

    def way_back(self) -> dict[str, Any]:
        return {"link_url": reverse("newsletter:my_data"), "link_label": _("Send me a new link")}

    @property
    def own_url(self) -> str:
        return reverse("newsletter:my-comments", args=[self.kwargs["token"]])


class MyCommentsView(MyCommentsLinkView):
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(
            "my_comments",
            _("What we hold about you"),
            _("This page opens for an hour, and for nobody without the link in your mail."),
            own_url=self.own_url,
            comments=comments.of_address(self.address),
        )


class MyCommentsZipView(MyCommentsLinkView):
    """To open its address only leads back to the page with the button."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return HttpResponseSeeOther(self.own_url)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        name = f"my-comments-{timezone.localdate().isoformat()}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(archive_of_comments(self.address), content_type="application/zip", headers=headers)


class EraseMyCommentsView(MyCommentsLinkView):
    """Asks once more, since nothing brings them back; one press there erases."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(
            "message",
            _("Erase your comments?"),
            _("Your words, name and address go for good, and no link of ours works on."),
            action=request.path,
            button_label=_("Erase all of it"),
            link_url=self.own_url,
            link_label=_("Keep it"),
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        services.erase_comments(self.address)
        return HttpResponseSeeOther(reverse("newsletter:my_data_erased"))
