"""What any template may show of the newsletter. Both tags together ask the database once for each request."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Site

from newsletter.forms import SignUpForm
from newsletter.models import GuidebookPage, NewsletterSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def newsletter_sign_up(context: dict[str, Any], placement: str, heading: str = "", text: str = "") -> str:
    """The sign-up form in place; nothing while the newsletter is switched off."""
    request = context.get("request")
    settings = settings_for(request)
    if settings is None or not settings.enabled:
        return ""
    form = SignUpForm(wording=settings.wording, initial={"placement": placement}, auto_id=f"sign-up-{placement}-%s")
    return render_to_string(
        "components/sign_up_form.html",
        {
            "form": form,
            "action": reverse("newsletter:sign_up"),
            "button_label": settings.button_label,
            "heading": heading or settings.heading,
            "text": text or settings.text,
            "placement": placement,
        },
        request=request,
    )


@register.simple_tag(takes_context=True)
def guidebook_offer(context: dict[str, Any]) -> GuidebookPage | None:
    """The guidebook that marketing offers where none is named."""
    settings = settings_for(context.get("request"))
    return settings.offered_guidebook if settings else None


def settings_for(request: HttpRequest | None) -> NewsletterSettings | None:
    if request is None or Site.find_for_request(request) is None:
        return None
    return NewsletterSettings.for_request(request)
