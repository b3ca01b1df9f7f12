"""Fetching a guidebook by its mailed link."""

import logging
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from core.responses import HttpResponseSeeOther
from newsletter import known, services
from newsletter.models import GuidebookDownload, GuidebookPage
from newsletter.services import CannotSendError, LinkError, LinkExpiredError
from newsletter.tokens import Purpose
from newsletter.views.base import GONE, LinkView, MessageView, way_to_guidebook

logger = logging.getLogger(__name__)
MOST_FURTHER = 3


class DownloadLinkView(LinkView):
    purpose = Purpose.DOWNLOAD
    model = GuidebookDownload

    def dead(self, error: LinkError) -> HttpResponse:
        if isinstance(error, LinkExpiredError):
            heading, text = _("This link has expired"), _("We can send a new one to the same address.")
        else:
            heading = _("This link has been used")
            text = _("Each link gives the guidebook once. If you need it again, we send a new one to the same address.")
        again = reverse("newsletter:download-again", kwargs=self.kwargs)
        return self.problem(
            heading,
            text,
            GONE,
            action=again,
            button_label=_("Send me a new link"),
            further=self.further(),
            **self.way_back(),
        )

    def way_back(self) -> dict[str, Any]:
        return way_to_guidebook(self.request, self.guidebook)

    def further(self) -> list[dict[str, str]]:
        """Guidebooks that this person has not asked for, by links that save them from being asked again."""
        person = self.subject.person if self.subject else None
        if person is None:
            return []
        asked_for = person.submissions.exclude(page=None).values("page")
        site = Site.find_for_request(self.request)
        others = GuidebookPage.objects.published_in(site).exclude(pk__in=asked_for).order_by("path")
        links = [(page.title, page.get_url(self.request) or "/") for page in others[:MOST_FURTHER]]
        return [{"title": title, "url": known.link_for(person, url)} for title, url in links]

    @property
    def guidebook(self) -> GuidebookPage | None:
        """The page that this file was asked for on."""
        submission = self.subject.submission if self.subject else None
        return (
            GuidebookPage.objects.filter(pk=submission.page_id).select_related("cover").first() if submission else None
        )


class DownloadView(DownloadLinkView):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        services.check_download(self.subject)
        pending = services.pending_consent(self.subject.submission)
        return self.page(
            "download",
            _("Your guidebook is here"),
            _("The link works once. If you need the guidebook again, we gladly send another."),
            guidebook=self.guidebook,
            file=self.subject.file,
            expires_at=self.subject.expires_at,
            wording=pending.wording if pending else "",
            action=request.path,
            button_label=_("Download the guidebook"),
            further=self.further(),
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """The file, as one to keep. It is opened first: a link is not used up by a file that cannot be read."""
        services.check_download(self.subject)
        try:
            content = self.subject.file.file.open("rb")
        except Exception:
            logger.exception("The guidebook file %s cannot be read.", self.subject.file_id)
            text = _(
                "Something is wrong at our end, and we have noted it. Your link stays good: please try again later."
            )
            return self.problem(_("The guidebook cannot be fetched just now"), text, 503, **self.way_back())
        try:
            services.record_download(self.subject, self.ip_hash)
        except LinkError:
            content.close()
            raise
        return attachment(content, self.subject)


def attachment(content: File, download: GuidebookDownload) -> FileResponse:
    file = download.file
    response = FileResponse(content, as_attachment=True, filename=file.download_name, content_type=file.content_type)
    # Compressed already; without this the compression for pages would also take away the length.
    response["Content-Encoding"] = "identity"
    return response


class DownloadAgainView(DownloadLinkView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            services.send_download_again(self.subject)
        except CannotSendError as error:
            return self.problem(_("There is no new link to send"), str(error), GONE, **self.way_back())
        return HttpResponseSeeOther(reverse("newsletter:sent"))


class SentAgainView(MessageView):
    heading = gettext_lazy("A new link is on its way")
    text = gettext_lazy("It goes to the address that the old one went to. If nothing comes, look among your spam.")
