from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        from wagtail.models import Site
        from wagtail.signals import page_published

        from core import checks, signal_handlers  # noqa: F401 (checks register themselves)
        from core.models import SiteImage, SiteSettings

        autodiscover_modules("tasks")
        page_published.connect(signal_handlers.make_renditions_of_page)
        post_save.connect(signal_handlers.remake_renditions_of_image, sender=SiteImage)
        post_save.connect(signal_handlers.make_renditions_of_settings, sender=SiteSettings)
        post_save.connect(signal_handlers.make_settings_of_site, sender=Site)
        post_migrate.connect(signal_handlers.set_site_address, sender=self)
        post_migrate.connect(signal_handlers.make_settings)
