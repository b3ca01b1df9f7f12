"""A copy for trials (`STAGING`): its mail stays in the local mailbox, and search engines are told to stay away."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

NAME = re.compile(r"[\w.-]+\.eml")
MOST_SHOWN = 200


class StagingMiddleware(MiddlewareMixin):
    """`X-Robots-Tag` on every answer: pages, feeds, files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.STAGING:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


@dataclass(frozen=True)
class KeptMail:
    file: str
    to: str
    subject: str
    kept_at: datetime


def keeps_mail() -> bool:
    """Whether mail goes no further than the local mailbox."""
    return settings.WORKER_EMAIL_BACKEND == "core.mail.MailboxBackend"


def kept_mails() -> Iterator[KeptMail]:
    """The newest first; their names begin with the time."""
    parser = BytesHeaderParser(policy=policy.default)
    for file in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True):
        with file.open("rb") as opened:
            headers = parser.parse(opened)
        kept_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        yield KeptMail(file.name, str(headers["To"]), str(headers["Subject"]), kept_at)


class KeptMailView(WagtailAdminTemplateMixin, TemplateView):
    """For administrators alone: a mail may hold a link that sets a password."""

    template_name = "core/admin/kept_mail.html"
    page_title = _("Kept mail")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mails": list(islice(kept_mails(), MOST_SHOWN))}


def kept_mail(request: HttpRequest, file: str) -> FileResponse:
    """One of them, as a file that any mail program opens."""
    path = Path(settings.EMAIL_FILE_PATH) / file
    if not request.user.is_superuser:
        raise PermissionDenied
    if not NAME.fullmatch(file) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=file, content_type="message/rfc822")
