"""What follows from changes that editors make."""

from typing import Any

from newsletter.models import GuidebookPage, NewsletterSettings
from newsletter.services import wordings


def keep_wording_of_settings(instance: NewsletterSettings, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        others = [words.get("wording", "") for words in instance.words().values()]
        for wording in (instance.wording, *others):
            wordings.keep(wording, f"{instance._meta.verbose_name}: {instance.site}")


def keep_wording_of_guidebook(instance: GuidebookPage, **kwargs: Any) -> None:
    wordings.keep(instance.newsletter_wording, instance.title)
