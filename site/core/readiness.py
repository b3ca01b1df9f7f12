"""What an editor sees of the rules for publishing while writing: a panel above the form, and Wagtail's own checker."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.admin.userbar import ContentCheckerItem

CHECK = "has-nothing-missing"


class ReadinessPanel(Panel):
    """Lists what is still to be seen to, each with a link to its place; open after a refusal."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/readiness.html"

        def is_shown(self) -> bool:
            return super().is_shown() and (self.form.is_bound or bool(self.instance.pk))

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "faults": self.instance.publish_faults, "is_refused": bool(self.form.errors)}


class ReadinessCheckerItem(ContentCheckerItem):
    """Wagtail's checker, which also reports what a preview lists of broken rules (`components/publish_faults.html`)."""

    def __init__(self, rules: tuple[Any, ...], *, in_editor: bool = False) -> None:
        super().__init__(in_editor=in_editor)
        self.rules = rules

    def get_axe_run_only(self, request: HttpRequest) -> list[str]:
        return [*super().get_axe_run_only(request), *map(axe_name, self.rules)]

    def get_axe_custom_rules(self, request: HttpRequest) -> list[dict[str, Any]]:
        own = [
            {
                "id": axe_name(rule),
                "impact": "serious",
                "selector": f"[data-publish-fault='{rule.code}']",
                "tags": ["best-practice"],
                "any": [CHECK],
                "enabled": True,
            }
            for rule in self.rules
        ]
        return [*super().get_axe_custom_rules(request), *own]

    def get_axe_custom_checks(self, request: HttpRequest) -> list[dict[str, Any]]:
        """A fault is listed only while it is one, so its element never has what the check asks for."""
        own = {"id": CHECK, "evaluate": "attr-non-space-content-evaluate", "options": {"attribute": "data-excused"}}
        return [*super().get_axe_custom_checks(request), own]

    def get_axe_messages(self, request: HttpRequest) -> dict[str, Any]:
        own = {
            axe_name(rule): {"error_name": rule.label, "help_text": _("Needed before the page can be published")}
            for rule in self.rules
        }
        return {**super().get_axe_messages(request), **own}


def axe_name(rule: Any) -> str:
    return f"publish-{rule.code}"


def check_readiness(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Puts our checker in the place of Wagtail's, for pages that have rules."""
    rules = getattr(page, "publish_rules", ())
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem) and rules:
            items[place] = ReadinessCheckerItem(rules, in_editor=item.in_editor)
