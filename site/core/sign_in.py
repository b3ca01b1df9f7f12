"""How staff sign in: who tries too many passwords, or asks for too many mails, is slowed (`core.limits`).

A try counts for the account together with the connection, so that nobody is shut out by what others try from elsewhere;
a higher limit for the account alone holds up those who have many connections. A browser that has signed in to the
account before bears a signed mark and is counted by itself, so that not even they shut its owner out
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
"""

import logging
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.formats import time_format
from django.utils.translation import gettext
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.forms import auth as wagtail_forms
from wagtail.admin.views import account

from core.http import client_ip, connection_of
from core.limits import Limit, exceeded, forget, may_be_mailed

logger = logging.getLogger(__name__)

TRIES, TRY_PERIOD = 5, timedelta(minutes=15)
TRIES_OF_CONNECTION, TRIES_OF_ACCOUNT = 50, 100
HOUR = timedelta(hours=1)
RESETS_OF_CONNECTION = 10
MARK, MARK_AGE = "known_browser", timedelta(days=180)


class SlowDownError(ValidationError):
    """Something was tried too often, and may be tried again at a time that is named."""

    def __init__(self, limit: Limit) -> None:
        now = timezone.now()
        self.again_at: datetime = limit.forgotten_at(now)
        # The limit's name alone: an address or an account in the log would tell of people.
        logger.warning("Slowed down: %s, more than %d in %s.", limit.what, limit.most, limit.period)
        shown = time_format(timezone.localtime(self.again_at) + timedelta(minutes=1), "H:i")
        super().__init__(
            gettext("Too many attempts. Please wait, and try again after %(time)s.") % {"time": shown}, code="slow_down"
        )

    @property
    def seconds_to_wait(self) -> int:
        return int((self.again_at - timezone.now()).total_seconds()) + 1


def check(*limits: Limit) -> None:
    """Counts one more for each, in this order, as long as none is exceeded: what is refused does not count for all."""
    for limit in limits:
        if exceeded([limit]):
            raise SlowDownError(limit)


def normal(account: str) -> str:
    return unicodedata.normalize("NFKC", account).casefold().strip()


def mark_of(request: HttpRequest, account: str) -> str:
    """The random part of the browser's mark, if it has signed in to this account before."""
    try:
        known, number = signing.loads(request.COOKIES.get(MARK, ""), salt=MARK, max_age=MARK_AGE)
    except (signing.BadSignature, ValueError):
        return ""
    return number if known == account_hash(account) else ""


def account_hash(account: str) -> str:
    return salted_hmac("core.sign_in", normal(account), algorithm="sha256").hexdigest()


def limits_of(request: HttpRequest, account: str) -> list[Limit]:
    """The first is the one that a sign-in that succeeds makes forget."""
    account, connection = normal(account), connection_of(client_ip(request))
    if number := mark_of(request, account):
        return [Limit("sign-in", f"{account} mark {number}", TRIES, TRY_PERIOD)]
    found = [Limit("sign-in", f"{account} {connection}", TRIES, TRY_PERIOD)]
    if connection:
        found.append(Limit("sign-in-ip", connection, TRIES_OF_CONNECTION, TRY_PERIOD))
    return [*found, Limit("sign-in-account", account, TRIES_OF_ACCOUNT, HOUR)]


class SlowedForm(AuthenticationForm):
    """Counts before the password is looked at, so that a right one does not show itself once the limit is reached."""

    def clean(self) -> dict[str, Any]:
        account = self.cleaned_data.get("username", "")
        if not account or not self.request:
            return super().clean()
        limits = limits_of(self.request, account)
        check(*limits)
        cleaned = super().clean()
        if self.get_user():
            forget(limits[0])
        return cleaned


class SignInForm(SlowedForm, wagtail_forms.LoginForm):
    """Wagtail's own, slowed."""


class SlowedView:
    """Answers 429 with the time to wait where a form says so (RFC 6585)."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc] # Mixed into views of forms.
        for error in form.non_field_errors().as_data():
            if isinstance(error, SlowDownError):
                response.status_code = 429
                response["Retry-After"] = str(error.seconds_to_wait)
        return response


class MarkingView(SlowedView):
    """Marks the browser of whoever has signed in, and leads on to the second factor of those who have one."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc] # Mixed into views that sign in.
        if TOTPDevice.objects.devices_for_user(form.get_user(), confirmed=True).exists():
            response = redirect_to_login(response["Location"], reverse("two_factor"))
        known = (account_hash(form.cleaned_data["username"]), get_random_string(22))
        response.set_cookie(
            MARK,
            signing.dumps(known, salt=MARK),
            max_age=MARK_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response


class SignInView(MarkingView, account.LoginView):
    """The way into the admin."""

    form_class = SignInForm

    def get_form_class(self) -> type[SignInForm]:
        return self.form_class


class ReaderSignInView(MarkingView, auth_views.LoginView):
    """The way to pages that only those see who have an account."""

    authentication_form = SlowedForm
    template_name = "wagtailcore/login.html"


class PasswordResetForm(wagtail_forms.PasswordResetForm):
    """Writes to a mailbox no more often than any other form does; the answer is the same."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if may_be_mailed(self.cleaned_data["email"]):
            super().save(*args, **kwargs)


class PasswordResetView(SlowedView, account.PasswordResetView):
    form_class = PasswordResetForm

    def get_form_class(self) -> type[PasswordResetForm]:
        return self.form_class

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        connection = connection_of(client_ip(self.request))
        try:
            if connection:
                check(Limit("password-reset-ip", connection, RESETS_OF_CONNECTION, HOUR))
        except SlowDownError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return super().form_valid(form)
