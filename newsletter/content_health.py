"""What the report on content health says of guidebooks.

How often a page is read is counted nowhere, so there is no rate to be low. Who asks is known, and how many: what nobody
has asked for in months brings nothing, however many have read of it.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.content_health.findings import Check
from newsletter.models import GuidebookPage, GuidebookSubmission

QUIET = timedelta(days=90)


class Unasked(Check):
    """Wherever its form stands, each request is for the guidebook's own page, and outlives its person as a number.

    Where requests are removed sooner than that, nothing is known, so nothing is said.
    """

    code = "unasked"
    label = _("Nobody has asked for it in 90 days")
    advice = _("Offer it where people read, or say more plainly what it is good for.")

    def condition(self) -> Q:
        since = timezone.now() - QUIET
        are_kept = Q(keep_days=None) | Q(keep_days__gte=QUIET.days)
        guidebooks = GuidebookPage.objects.filter(are_kept, pk=OuterRef("pk"), first_published_at__lt=since)
        requests = GuidebookSubmission.objects.filter(page=OuterRef("pk"), submit_time__gte=since)
        return Q(Exists(guidebooks)) & ~Q(Exists(requests))
