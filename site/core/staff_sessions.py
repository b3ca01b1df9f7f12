"""What every request of staff passes: the second factor, and the end of a session that nobody has used."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from core.two_factor import halfway_user, has_second_factor

ADMIN = "/admin/"
# What is open to anybody, and what somebody needs who has yet to give or to set up a second factor.
OPEN = tuple(f"{ADMIN}{path}" for path in ("login/", "logout/", "password_reset/", "sprite/", "jsi18n/", "two-factor/"))
# An open editor asks these by itself, whether or not anybody sits before it.
BY_ITSELF = (f"{ADMIN}editing-sessions/", f"{ADMIN}sprite/", f"{ADMIN}jsi18n/")
SEEN, SEEN_EVERY = "seen", timedelta(minutes=5)


class IdleMiddleware(MiddlewareMixin):
    """Signs out whoever did nothing in the admin for `STAFF_IDLE_AGE`, unless "Remember me" was ticked."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        if not request.path_info.startswith(ADMIN) or not request.user.is_authenticated:
            return None
        now = timezone.now().timestamp()
        seen = request.session.get(SEEN, now)
        if request.session.get_expire_at_browser_close() and now - seen > settings.STAFF_IDLE_AGE.total_seconds():
            logout(request)
            messages.info(request, gettext("You have been signed out, since nothing was done for a while."))
            return None
        is_due = SEEN not in request.session or now - seen > SEEN_EVERY.total_seconds()
        if is_due and not request.path_info.startswith(BY_ITSELF):
            request.session[SEEN] = now
        return None


class TwoFactorMiddleware(MiddlewareMixin):
    """Takes somebody who has a second factor for nobody until it is given, on every page of the site.

    In the admin, they are led to the step that asks for it; with `REQUIRE_TWO_FACTOR`, those who have none are led to
    where it is set up. Stands behind django-otp's own middleware, which knows what the session has been let in by.
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        request.user = SimpleLazyObject(partial(self.effective, request, request.user))  # type: ignore[assignment]
        if not request.path_info.startswith(ADMIN) or request.path_info.startswith(OPEN):
            return None
        user: Any = request.user
        signed_in = user.is_authenticated  # Looks at the user, and so tells who is halfway.
        if halfway_user(request):
            return lead(request, "two_factor")
        if signed_in and settings.REQUIRE_TWO_FACTOR and not user.is_verified():
            return lead(request, "two_factor_set_up")
        return None

    def effective(self, request: HttpRequest, user: Any) -> Any:
        if user.is_authenticated and not user.is_verified() and has_second_factor(user):
            request.halfway_user = user  # type: ignore[attr-defined] # Read by `core.two_factor.halfway_user`.
            return AnonymousUser()
        return user


def lead(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """A script of the admin is refused instead: it could not show the page."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise PermissionDenied
    return redirect_to_login(request.get_full_path(), reverse(name))
