from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Front of the house")

    def ready(self) -> None:
        from django.db.models.signals import pre_delete
        from wagtail.signals import post_page_move, published, unpublished

        from core.page_store.kinds import know_by_row
        from home import signal_handlers
        from home.models import SavedSection

        know_by_row(SavedSection)
        post_page_move.connect(signal_handlers.find_again_where_it_stands)
        for signal in (published, unpublished, pre_delete):
            signal.connect(signal_handlers.find_again_what_shows_it, sender=SavedSection)
