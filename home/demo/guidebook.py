"""The demonstration's guidebook and the newsletter's words."""

import json
from pathlib import Path
from typing import Any

from django.core.files import File
from wagtail.models import Site

from core.models import SiteImage
from newsletter.models import (
    FooterForm,
    GuidebookFile,
    GuidebookFormField,
    GuidebookIndexPage,
    GuidebookPage,
    NewsletterSettings,
    Popup,
)

PAGE_COUNT = 28
NEWSLETTER_WORDING = (
    "Yes, send me the Leaders Island newsletter: new articles by e-mail, at most once a week. "
    "I can withdraw this at any time."
)


def load_guidebook(content: dict[str, Any], images: dict[str, SiteImage], folder: Path) -> GuidebookPage:
    """Makes the guidebook's page with its form and its file, and publishes it."""
    chapters = [
        {"type": "chapter", "value": {"title": item["title"], "text": item["line"]}} for item in content["contents"]
    ]
    page = GuidebookPage(
        title=content["title"],
        slug=content["slug"],
        seo_title=content["seo_title"],
        search_description=content["search_description"],
        standfirst=content["standfirst"],
        cover=images[content["cover"]],
        contents=json.dumps(chapters),
        sample_heading=content["sample_title"],
        sample=content["sample"],
        guidebook_file=load_file(content, folder),
        newsletter_wording=content["newsletter_consent"],
        mail_note=content["mail_note"],
        button_label=content["button_label"],
        thank_you_text=content["thank_you"],
    )
    page.form_fields = [
        GuidebookFormField(**{**field, "choices": "\n".join(field.get("choices", []))}, sort_order=order)
        for order, field in enumerate(content["form_fields"])
    ]
    GuidebookIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def load_file(content: dict[str, Any], folder: Path) -> GuidebookFile:
    with (folder / f"{content['slug']}.pdf").open("rb") as data:
        return GuidebookFile.objects.create(
            title=content["title"],
            version="2026",
            page_count=PAGE_COUNT,
            file=File(data, name=f"{content['slug']}.pdf"),
        )


def load_popups(popups: list[dict[str, Any]], guidebook: GuidebookPage) -> None:
    for order, popup in enumerate(popups):
        Popup.objects.create(guidebook=guidebook, sort_order=order, **popup)


def load_newsletter_settings(guidebook: GuidebookPage) -> None:
    settings = NewsletterSettings.for_site(Site.objects.get(is_default_site=True))
    settings.heading = "New articles by mail"
    settings.text = "At most once a week, only when there is something to read, and no longer than you want it."
    settings.wording = NEWSLETTER_WORDING
    settings.guidebook = guidebook
    settings.footer_form = FooterForm.NEWSLETTER
    settings.save()
