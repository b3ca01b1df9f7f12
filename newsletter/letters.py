"""What the mails say. Each kind has a subject, a text and an MJML template in `templates/newsletter/email/`."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from mjml import mjml2html

from core.models import SiteSettings
from newsletter import tokens
from newsletter.models.people import Person
from newsletter.tokens import Purpose


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


def compose(kind: str, person: Person, context: dict[str, Any]) -> Letter:
    """The mail in the person's language. Whoever gets the newsletter, or asked for it, can leave by any mail."""
    headers = {"Auto-Submitted": "auto-generated"}
    unsubscribe_url = link(Purpose.UNSUBSCRIBE, person.uuid, person.email) if person.gets_newsletter_mail else ""
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with translation.override(person.locale or settings.LANGUAGE_CODE):
        context = {
            **context,
            "brand": brand(),
            "base_url": settings.BASE_URL,
            "language": translation.get_language(),
            "unsubscribe_url": unsubscribe_url,
        }
        return Letter(
            subject=" ".join(render_to_string(f"newsletter/email/{kind}_subject.txt", context).split())[:255],
            text=render_to_string(f"newsletter/email/{kind}.txt", context).strip() + "\n",
            html=mjml2html(render_to_string(f"newsletter/email/{kind}.mjml", context)),
            headers=headers,
        )


def brand() -> SiteSettings:
    """What the site that mails are sent for is called, and whose it is."""
    settings_of_default = SiteSettings.objects.filter(site__is_default_site=True)
    return settings_of_default.only("name", "organisation_name").first() or SiteSettings()


def link(purpose: Purpose, uuid: UUID, address: str) -> str:
    """The absolute address of the page where such a token is pressed."""
    return settings.BASE_URL + reverse(f"newsletter:{purpose}", args=[tokens.make(purpose, uuid, address)])
