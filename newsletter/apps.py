from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = _("Newsletter and guidebooks")

    def ready(self) -> None:
        from django.db.models.signals import post_save
        from wagtail.signals import page_published

        from core.content_health.findings import CHECKS
        from newsletter import signal_handlers
        from newsletter.content_health import Unasked
        from newsletter.models import GuidebookPage, NewsletterSettings
        from newsletter.permissions import register_policies

        register_policies()
        CHECKS.append(Unasked())
        post_save.connect(signal_handlers.keep_wording_of_settings, sender=NewsletterSettings)
        page_published.connect(signal_handlers.keep_wording_of_guidebook, sender=GuidebookPage)
