"""What the mails say. Each kind has a subject, a text and an MJML template in `templates/newsletter/email/`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from mjml import mjml2html

from core.models import SiteSettings
from newsletter import tokens
from newsletter.models.mail import Delivery
from newsletter.tokens import Purpose

Urls = Mapping[str, str]
# What MJML, being XML, cannot hold; an editor's paste may.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Brand(NamedTuple):
    """What the site that mails are sent for is called, and whose it is."""

    name: str
    organisation_name: str


@dataclass(frozen=True)
class Letter:
    text: str
    html: str


def brand() -> Brand:
    of_default = SiteSettings.objects.filter(site__is_default_site=True)
    return Brand(*(of_default.values_list("name", "organisation_name").first() or (SiteSettings().name, "")))


def subject(kind: str, locale: str, values: Mapping[str, Any]) -> str:
    with translation.override(locale or settings.LANGUAGE_CODE):
        line = render_to_string(f"newsletter/email/{kind}_subject.txt", {**values, "brand": brand})
    return " ".join(line.split())[:255]


def compose(kind: str, locale: str, values: Mapping[str, Any], urls: Urls, brand: Brand) -> Letter:
    """Text and HTML in the person's language. The template of a kind names each link by its purpose: `confirm_url`."""
    with translation.override(locale or settings.LANGUAGE_CODE):
        context = {
            **values,
            **{f"{purpose.replace('-', '_')}_url": url for purpose, url in urls.items()},
            "brand": brand,
            "base_url": settings.BASE_URL,
            "language": translation.get_language(),
        }
        source = render_to_string(f"newsletter/email/{kind}.mjml", context)
        return Letter(
            text=render_to_string(f"newsletter/email/{kind}.txt", context).strip() + "\n",
            html=mjml2html(NOT_IN_XML.sub("", source)),
        )


def urls(delivery: Delivery) -> dict[str, str]:
    """The links of a mail, made now. Whoever gets the newsletter, or asked for it, can leave by any mail."""
    person, to = delivery.person, delivery.to
    rows = {Purpose(purpose): UUID(row) for purpose, row in delivery.context["links"].items()}
    if person.gets_newsletter_mail and to == person.email:
        rows[Purpose.UNSUBSCRIBE] = person.uuid
    return {purpose.value: link(purpose, row, to, person.locale) for purpose, row in rows.items()}


def link(purpose: Purpose, uuid: UUID, address: str, locale: str) -> str:
    """The absolute address of the page where such a token is pressed, in the person's language."""
    before, after = path_around_token(purpose, locale)
    return f"{settings.BASE_URL}{before}{tokens.make(purpose, uuid, address)}{after}"


@cache
def path_around_token(purpose: Purpose, locale: str) -> list[str]:
    """Asked for with each link of each mail, so looked up once."""
    with translation.override(locale or settings.LANGUAGE_CODE):
        return reverse(f"newsletter:{purpose}", args=["TOKEN"]).split("TOKEN")


def copy_for_reading(delivery: Delivery) -> str:
    """The text as it is or was sent, without links that work; nothing for a row that does not hold what it said."""
    if not delivery.context:
        return ""
    blunt = {purpose: f"{settings.BASE_URL}/newsletter/{purpose}/…" for purpose in delivery.context["links"]}
    return compose(delivery.kind, delivery.person.locale, delivery.context["values"], blunt, brand()).text
