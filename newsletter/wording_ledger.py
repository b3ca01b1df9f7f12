"""The ledger of words that readers were asked to agree to."""

from django.utils.translation import gettext_lazy

from newsletter.ledgers import Ledger
from newsletter.models import Wording


class WordingLedger(Ledger):
    model = Wording
    base_url_path = "marketing/wordings"
    menu_label = gettext_lazy("Wordings")
    menu_icon = "openquote"
    menu_order = 425
    list_display = ("text", "form", "created_at")
    list_filter = ("created_at",)
    search_fields = ("text", "form")
    list_export = ("created_at", "form", "text", "digest")
    export_filename = "wordings"
    inspect_view_fields = ["created_at", "form", "text", "digest"]

    def row_state(self, row: Wording) -> str:
        return "wording"
