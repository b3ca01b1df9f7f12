"""What stands above the form of an article."""

from typing import Any

from wagtail.admin.panels import Panel

PARAMETER = "template"


class BeginningPanel(Panel):
    """Offers what a new article may begin with (`articles.starting`)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/beginning.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.beginnings)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            beginnings = [(template, *self.way_to(template)) for template in self.instance.beginnings]
            return {**super().get_context_data(parent_context), "beginnings": beginnings}

        def way_to(self, template: Any) -> tuple[str, bool]:
            """Its address, with all else that this one says; whether it is what the form has begun with."""
            query = self.request.GET.copy()
            is_chosen = query.get(PARAMETER) == str(template.pk)
            query[PARAMETER] = template.pk
            return f"{self.request.path}?{query.urlencode()}", is_chosen
