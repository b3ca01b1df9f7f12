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
    page = GuidebookPage(
        cover=images[content["cover"]], guidebook_file=load_file(content, folder), **guidebook_words(content)
    )
    page.form_fields = [
        GuidebookFormField(**field_words(field), sort_order=order) for order, field in enumerate(content["form_fields"])
    ]
    GuidebookIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def guidebook_words(content: dict[str, Any]) -> dict[str, Any]:
    """The values of the page's fields that are said in a language."""
    chapters = [
        {"type": "chapter", "value": {"title": item["title"], "text": item["line"]}} for item in content["contents"]
    ]
    same = ("title", "slug", "seo_title", "search_description", "standfirst", "sample", "mail_note", "button_label")
    return {
        **{name: content[name] for name in same},
        "contents": json.dumps(chapters),
        "sample_heading": content["sample_title"],
        "newsletter_wording": content["newsletter_consent"],
        "thank_you_heading": content["thank_you_heading"],
        "thank_you_text": content["thank_you"],
    }


def field_words(field: dict[str, Any]) -> dict[str, Any]:
    return {**field, "choices": "\n".join(field.get("choices", []))}


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
