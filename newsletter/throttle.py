"""How many mails one address gets, whoever asks for them."""

from datetime import timedelta

from django.utils import timezone

from newsletter.models.mail import Delivery
from newsletter.models.people import Person

MAILS = 5
PERIOD = timedelta(hours=1)


def has_had_enough(person: Person) -> bool:
    """Whether this person was written to so often of late that a further mail must not be written.

    The caller holds the person's row locked, so that many requests at once cannot pass together.
    """
    return Delivery.objects.filter(person=person, created_at__gt=timezone.now() - PERIOD).count() >= MAILS
