"""How what is not published yet is shown to those who write it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation


class ReaderLanguageMixin:
    """Previews say what readers will read: in the site's language, whichever one the editor's own desk is in."""

    def make_preview_request(self, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            return super().make_preview_request(*args, **kwargs)  # type: ignore[misc] # Of Wagtail's PreviewableMixin.
