from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_init,
    post_migrate,
    post_save,
    pre_delete,
    pre_save,
)
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.models import PageViewRestriction, Site
        from wagtail.signals import (
            copy_for_translation_done,
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
        )

        from core import checks, redirects, request_id, signal_handlers, watch  # noqa: F401 (some register themselves)
        from core.models import SiteImage, SiteSettings, SocialCard
        from core.page_store import tasks  # noqa: F401 (tasks register themselves)

        autodiscover_modules("tasks")
        page_published.connect(signal_handlers.make_renditions_of_page)
        page_published.connect(signal_handlers.note_excuse)
        page_published.connect(signal_handlers.read_links_of_page)
        page_published.connect(signal_handlers.end_assignment)
        copy_for_translation_done.connect(signal_handlers.begin_translation)
        page_published.connect(signal_handlers.make_card_of_page)
        page_unpublished.connect(signal_handlers.remove_card_of_page)
        post_delete.connect(signal_handlers.remove_file_of_card, sender=SocialCard)
        for signal in (post_save, post_delete):
            signal.connect(signal_handlers.remake_cards_of_subtree, sender=PageViewRestriction)
        post_page_move.connect(signal_handlers.remake_cards_of_subtree)
        post_save.connect(signal_handlers.remake_renditions_of_image, sender=SiteImage)
        post_save.connect(signal_handlers.make_renditions_of_settings, sender=SiteSettings)
        post_save.connect(signal_handlers.make_settings_of_site, sender=Site)
        Redirect.clean = redirects.clean
        for signal in (page_slug_changed, post_page_move):
            signal.connect(redirects.forget_ways_home)
        post_migrate.connect(signal_handlers.set_site_address, sender=self)
        post_migrate.connect(signal_handlers.make_settings)

        request_started.connect(request_id.begin)
        request_finished.connect(request_id.end)
        self.watch_what_pages_show()

    def watch_what_pages_show(self) -> None:
        """What clears stored pages (`core.page_store`)."""
        from wagtail.documents import get_document_model
        from wagtail.models import PageViewRestriction
        from wagtail.signals import post_page_move

        from core.models import SiteImage, SocialCard
        from core.page_store import changes, recording
        from core.page_store.kinds import know_by_row

        for model in (SiteImage, SocialCard, get_document_model()):
            know_by_row(model)
        post_init.connect(recording.note_row)
        pre_save.connect(changes.note_page)
        post_save.connect(changes.clear_page)
        pre_delete.connect(changes.clear_deleted_page)
        post_page_move.connect(changes.clear_moved_page)
        for signal in (post_save, post_delete):
            signal.connect(changes.clear_row)
            signal.connect(changes.clear_restricted_pages, sender=PageViewRestriction)
        m2m_changed.connect(changes.clear_relation)
