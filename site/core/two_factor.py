"""The second factor of staff: codes of an app (TOTP, RFC 6238), and recovery codes for whoever has lost it.

Kept by django-otp, which lets each code be used once; how often one may be tried, `core.limits` says (decision 0022).
"""

import re
from datetime import timedelta
from typing import cast

import django_otp
import segno
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key
from wagtail.log_actions import log

from core.limits import Limit
from core.models import User
from core.sign_in import TRIES, TRY_PERIOD, check

RECOVERY_CODES = 10
TRIES_A_DAY = 30
SET_UP_PERIOD = timedelta(hours=1)
SALT = "core.two_factor"


def user_of(request: HttpRequest) -> User:
    """Whoever has signed in, on pages that are for nobody else."""
    return cast("User", request.user)


def halfway_user(request: HttpRequest) -> User | None:
    """Whoever has given the password alone, though they have a second factor."""
    return getattr(request, "halfway_user", None)


def has_second_factor(user: User) -> bool:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def check_tries(user: User) -> None:
    """Counts a code or a password that somebody who has signed in types; raises `SlowDownError`."""
    limits = [Limit("second-factor", str(user.pk), TRIES, TRY_PERIOD)]
    check(*limits, Limit("second-factor", str(user.pk), TRIES_A_DAY, timedelta(days=1)))


def offer(user: User) -> str:
    """A new key, signed for the form that takes it back: until it is confirmed, nothing is stored."""
    return signing.dumps([user.pk, default_key()], salt=SALT)


def device_of(user: User, offered: str) -> TOTPDevice | None:
    """The device that an offer makes, not yet saved; none if the offer is old, or somebody else's."""
    try:
        owner, key = signing.loads(offered, salt=SALT, max_age=SET_UP_PERIOD)
    except (signing.BadSignature, ValueError):
        return None
    return TOTPDevice(user=user, name="app", key=key) if owner == user.pk else None


def qr_code(device: TOTPDevice) -> SafeString:
    svg = segno.make(device.config_url, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff")
    return mark_safe(svg)  # noqa: S308 (drawn here; the text is but squares in it)


def spoken_key(device: TOTPDevice) -> str:
    """For apps without a camera."""
    found = re.search(r"[?&]secret=(\w+)", device.config_url)
    return " ".join(re.findall(".{1,4}", found[1])) if found else ""


@transaction.atomic
def set_up(user: User, device: TOTPDevice, code: str) -> list[str] | None:
    """Takes the device if its code is right, and gives the recovery codes, which are shown this once."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if has_second_factor(user):
        return None
    device.save()
    if not device.verify_token(tidied(code)):
        device.delete()
        return None
    log(user, "core.two_factor_set_up", user=user)
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """In the place of all earlier ones."""
    device, _is_new = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery"})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def verified(user: User, code: str) -> Device | None:
    """The device whose code this is; the code is then used up."""
    code = tidied(code)
    model = TOTPDevice if code.isdecimal() else StaticDevice
    for device in model.objects.devices_for_user(user, confirmed=True):
        if found := django_otp.verify_token(user, device.persistent_id, code):
            return found
    return None


def tidied(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


def let_in(request: HttpRequest, user: User, device: Device) -> None:
    """Whoever knew the session before must not have it now."""
    request.user = user
    django_otp.login(request, device)
    request.session.cycle_key()


@transaction.atomic
def remove(user: User, by: User | None) -> None:
    """Sessions that it let in are halfway again at once."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    log(User.objects.get(pk=user.pk), "core.two_factor_removed", user=by)
