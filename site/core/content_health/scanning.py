"""Reads the links of published pages into rows, so that what has become of their targets is one question."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Page

from core.models import ExternalAddress, LinkScan, PageLink
from core.publishing import addresses_of, links_of, shared_parts

FIELDS = {"page": "to_page", "document": "to_document"}
LONGEST = 2000
PAGES_AT_ONCE = 200


def scan(pages: Iterable[Page]) -> None:
    """Reads the links of these pages anew, as they stand in the database; each is of its own type.

    What stands in a part that they share with other pages is noted where the page shows that part.
    """
    now, links, addresses = timezone.now(), list[PageLink](), list[tuple[Page, str, str]]()
    pages = list(pages)
    for page in pages:
        for part, place in [(page, ""), *((part, path) for path, part in shared_parts(page))]:
            for path, kind, key in links_of(part):
                if field := FIELDS.get(kind):
                    links.append(PageLink(page_id=page.pk, path=place or path, **{field: key}))
            found = [(path, address) for path, address in addresses_of(part) if len(address) <= LONGEST]
            addresses += [(page, place or path, address) for path, address in found]
    with transaction.atomic():
        PageLink.objects.filter(page__in=[page.pk for page in pages]).delete()
        known = rows_of({address for _page, _path, address in addresses})
        links += [
            PageLink(page_id=page.pk, path=path, to_address_id=known[address]) for page, path, address in addresses
        ]
        PageLink.objects.bulk_create(links, batch_size=500)
        scans = [LinkScan(page_id=page.pk, at=now) for page in pages]
        LinkScan.objects.bulk_create(scans, update_conflicts=True, unique_fields=["page"], update_fields=["at"])


def rows_of(addresses: set[str]) -> dict[str, int]:
    """The row of each address; a new one is to be checked."""
    if not addresses:
        return {}
    rows = [ExternalAddress(address=address, next_check_at=timezone.now()) for address in sorted(addresses)]
    ExternalAddress.objects.bulk_create(rows, ignore_conflicts=True)
    return dict(ExternalAddress.objects.filter(address__in=addresses).values_list("address", "pk"))


def scan_some() -> None:
    """The pages that were published while nobody listened, such as content in bulk; some at a time."""
    unread = Q(link_scan=None) | Q(link_scan__at__lt=F("last_published_at"))
    scan(Page.objects.filter(unread, live=True).order_by("-pk")[:PAGES_AT_ONCE].specific())


def read_again(pages: Iterable[int]) -> None:
    """Leaves these pages to the worker, since what they share has changed."""
    LinkScan.objects.filter(page__in=pages).delete()


def forget_unlinked() -> None:
    """Removes the addresses that no page links to any more."""
    ExternalAddress.objects.filter(links=None).delete()
