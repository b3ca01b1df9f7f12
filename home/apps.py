from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Front of the house")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from home import signal_handlers

        page_published.connect(signal_handlers.learn_words_of_page)
