"""Redirects lead somewhere, and in one step; those of a site before a move also from what it put behind an address."""

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail.contrib.redirects import middleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

# https://developer.wordpress.org/apis/rewrite/: a listing's further pages, feeds, comments' pages, and the like.
ENDING = re.compile(r"/(?:feed(?:/\w+)?|page/\d+|comment-page-\d+|trackback|embed|amp)/?$")


wagtails_clean = Redirect.clean


class Address(NamedTuple):
    """A place on one of our sites, as redirects name it."""

    site_id: int
    path: str

    def has(self, redirect: Redirect) -> bool:
        return redirect.old_path == self.path and redirect.site_id in {None, self.site_id}

    def redirects(self) -> Any:
        return Redirect.objects.filter(Q(site=self.site_id) | Q(site=None), old_path=self.path)


class RedirectMiddleware(middleware.RedirectMiddleware):
    """Where an address leads nowhere, that of which it is a further page or feed may. None is sent back to itself."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        found = self.find(request, response)
        if "Location" in found.headers and found is not response:
            target = urlsplit(request.build_absolute_uri(found["Location"]))
            if (target.netloc, target.path) == (request.get_host(), urlsplit(request.get_full_path()).path):
                return response
        return found

    def find(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        if response.status_code != 404 or not ENDING.search(request.path):
            return response
        found = middleware.get_redirect(request, Redirect.normalise_path(ENDING.sub("/", request.path)))
        if found is None or not found.link:
            return response
        return (HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect)(found.link)


def clean(redirect: Redirect) -> None:
    """Stands in for `Redirect.clean`, which Wagtail's form and its import of redirects both ask.

    Raises `ValidationError` for a redirect that leads to itself, or to or from another one: each further step costs
    readers time, and some clients follow few (RFC 9110, section 15.4).
    """
    wagtails_clean(redirect)
    refuse_step_after(redirect)
    refuse_step_before(redirect)


def refuse_step_after(redirect: Redirect) -> None:
    target = target_of(redirect)
    if target is None:
        return
    field = "redirect_page" if redirect.redirect_page_id else "redirect_link"
    if target.has(redirect):
        raise ValidationError({field: _("This leads back to the address that it comes from.")})
    following = target.redirects().exclude(pk=redirect.pk).first()
    if following:
        onward = target_of(following)
        if onward and onward.has(redirect):
            message = _("“%(path)s” is redirected back to the address that this comes from.")
        else:
            message = _("“%(path)s” is itself redirected, to %(link)s. Lead there at once.")
        raise ValidationError({field: message % {"path": target.path, "link": following.link}})


def refuse_step_before(redirect: Redirect) -> None:
    for other in Redirect.objects.filter(redirect_link__contains=redirect.old_path.rpartition("/")[2]):
        before = target_of(other)
        if other.pk != redirect.pk and other.old_path != redirect.old_path and before and before.has(redirect):
            message = _(
                "“%(path)s” is redirected to this address. Change that redirect first, so that it takes one step."
            )
            raise ValidationError({"old_path": message % {"path": other.old_path}})


def target_of(redirect: Redirect) -> Address | None:
    """Where it leads on our own sites; None for elsewhere."""
    if redirect.redirect_page:
        parts = redirect.redirect_page.get_url_parts()
        return address(parts[0], parts[2].rstrip("/") + redirect.redirect_page_route_path) if parts else None
    link = urlsplit(redirect.redirect_link)
    site = Site.objects.filter(hostname=link.hostname or "").first()
    return address(site.pk, f"{link.path}?{link.query}" if link.query else link.path) if site else None


def address(site_id: int, path: str) -> Address:
    return Address(site_id, Redirect.normalise_path(path))


def forget_ways_home(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page that takes an earlier address again, by name or place, is not redirected from there any more.

    Connected to `page_slug_changed` and `post_page_move`, by which Wagtail makes redirects from the addresses that the
    page and those below it had.
    """
    below = Redirect.objects.filter(redirect_page__path__startswith=instance.path, automatically_created=True)
    outdated = []
    for redirect in below.select_related("redirect_page").iterator():
        target = target_of(redirect)
        if target and target.has(redirect):
            outdated.append(redirect.pk)
    Redirect.objects.filter(pk__in=outdated).delete()
