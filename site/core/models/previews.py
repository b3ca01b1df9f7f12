"""How what is not published yet is shown to those who write it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from wagtail.models import Locale


class ReaderLanguageMixin:
    """Previews say what readers will read: in the page's language, else the site's, whichever the editor's desk is in.

    The address of a page tells its language only once there is a published home page in it.
    """

    def make_preview_request(self, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            return super().make_preview_request(*args, **kwargs)  # type: ignore[misc] # Of Wagtail's PreviewableMixin.

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        locale: Locale | None = getattr(self, "locale", None)
        with translation.override(locale.language_code if locale else settings.LANGUAGE_CODE):
            response: Any = super().serve_preview(request, mode_name)  # type: ignore[misc]
            return response.render() if hasattr(response, "render") else response
