from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = _("Newsletter and guidebooks")

    def ready(self) -> None:
        from newsletter.permissions import register_policies

        register_policies()
