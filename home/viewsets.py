from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import SavedSection


class SavedSectionViewSet(SnippetViewSet):
    """Its list says where each section is used, as Wagtail counts it."""

    model = SavedSection
    icon = "copy"
    menu_label = _("Saved sections")
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["name", LiveStatusTagColumn(), UpdatedAtColumn()]
    search_fields = ["name"]
