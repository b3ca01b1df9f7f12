"""What any template may show of the newsletter. All tags together ask the database once for each request."""

from collections import Counter
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Page

from core.sites import find_site
from newsletter.forms import SignUpForm
from newsletter.models import FooterForm, GuidebookPage, NewsletterSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def guidebook_form(
    context: dict[str, Any], guidebook: GuidebookPage | None, placement: str = "", heading: str = "", level: int = 2
) -> str:
    """A guidebook's own form in place, as often as one likes; nothing while not every reader may see it."""
    request = context.get("request")
    if request is None or not guidebook or not guidebook.is_published:
        return ""
    placement = placement or placement_in(context)
    form = guidebook.get_form(
        form_class=guidebook.get_published_form_class(),
        placement=placement,
        shown_on=page_in(context),
        auto_id=new_auto_id(request, f"guidebook--{placement}"),
    )
    return render_to_string(
        "components/guidebook_form.html",
        {
            "form": form,
            "guidebook": guidebook,
            "heading": heading,
            "level": level,
            "navigation": context.get("navigation"),
        },
        request=request,
    )


@register.simple_tag(takes_context=True)
def newsletter_sign_up(
    context: dict[str, Any], placement: str = "", heading: str = "", text: str = "", band: bool = True
) -> str:
    """The sign-up form in place; nothing while the newsletter is switched off."""
    request = context.get("request")
    settings = settings_for(request)
    if settings is None or not settings.enabled:
        return ""
    placement = placement or placement_in(context)
    form = SignUpForm(
        wording=settings.wording,
        placement=placement,
        shown_on=page_in(context),
        auto_id=new_auto_id(request, f"sign-up--{placement}"),
    )
    return render_to_string(
        "components/sign_up_form.html",
        {
            "form": form,
            "action": reverse("newsletter:sign_up"),
            "button_label": settings.button_label,
            "heading": heading or settings.heading,
            "text": text or settings.text,
            "band": band,
        },
        request=request,
    )


@register.simple_tag(takes_context=True)
def footer_form(context: dict[str, Any]) -> str:
    """The form that marketing chose for the footer; none where a page is about a form, or behind a mailed link.

    The newsletter is not offered where the page has offered it already, as articles do at their end.
    """
    request = context.get("request")
    settings = settings_for(request)
    if settings is None or context.get("form") or context.get("no_index"):
        return ""
    if settings.footer_form == FooterForm.NEWSLETTER:
        has_offered = any(name.startswith("sign-up-") for name in names_of_forms(request))
        return "" if has_offered else newsletter_sign_up(context, "footer", band=False)
    if settings.footer_form == FooterForm.GUIDEBOOK and settings.offered_guidebook:
        return guidebook_form(context, settings.offered_guidebook, "footer", settings.offered_guidebook.title)
    return ""


def page_in(context: dict[str, Any]) -> Page | None:
    """The page that is being shown, if it is one of the tree."""
    page = context.get("page")
    return page if isinstance(page, Page) else None


def settings_for(request: HttpRequest | None) -> NewsletterSettings | None:
    if request is None or find_site(request) is None:
        return None
    return NewsletterSettings.for_request(request)


def placement_in(context: dict[str, Any]) -> str:
    """What a place is called that has no name of its own: the kind of page, such as `article` or `landing`."""
    page = page_in(context)
    return page._meta.model_name.removesuffix("page") if page else "block"


def new_auto_id(request: HttpRequest | None, name: str) -> str:
    """A pattern for the ids within a form, which no other form on the same page has."""
    names = names_of_forms(request)
    names[name] += 1
    return f"{name}-%s" if names[name] == 1 else f"{name}-{names[name]}-%s"


def names_of_forms(request: HttpRequest | None) -> Counter[str]:
    """The forms that stand on the page so far, and how often."""
    return request.__dict__.setdefault("_names_of_forms", Counter())
