from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class ArticlePageForm(WagtailAdminPageForm):
    """The editor of an article."""

    def clean(self) -> dict[str, Any]:
        """A picture needs words for those who cannot see it (WCAG 1.1.1), at the latest when it is published.

        Asked of people only: an import publishes what it finds, and its report names the pictures without words.
        """
        cleaned = super().clean()
        described = cleaned.get("hero_alt_text") or cleaned.get("hero_decorative")
        if cleaned.get("hero_image") and not described and not self.is_deferred_validation:
            self.add_error("hero_alt_text", _("Say what the picture shows, or tick that it is decorative."))
        return cleaned
