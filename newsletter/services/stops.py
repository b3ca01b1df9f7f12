"""The stop mark: that an address left is remembered whatever list, import or new row it turns up in.

Only the keyed hash of the address is kept, under the site's secret. A mark made under an earlier secret is found as
long as that stands among `SECRET_KEY_FALLBACKS`.
"""

from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from core.addresses import normalise
from newsletter.models.people import Consent
from newsletter.models.stops import StopMark

NEWSLETTER = Consent.Purpose.NEWSLETTER


def mark(address: str, purpose: str = NEWSLETTER) -> None:
    StopMark.objects.get_or_create(address_hash=next(hashes(address)), purpose=purpose)


def lift(address: str, purpose: str = NEWSLETTER) -> None:
    """For what the person did by a mailed link alone."""
    StopMark.objects.filter(address_hash__in=hashes(address), purpose=purpose).delete()


def is_stopped(address: str, purpose: str = NEWSLETTER) -> bool:
    """Whether this address left and has not confirmed since, whoever has it now."""
    return StopMark.objects.filter(address_hash__in=hashes(address), purpose=purpose).exists()


def hashes(address: str) -> Iterator[str]:
    """The hash under the present secret, then those under earlier ones."""
    with suppress(ValidationError):  # No address by today's rules, but perhaps an old row's.
        address = normalise(address)
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac("newsletter.stops", address, secret=key, algorithm="sha256").hexdigest()
