"""Asks for marketing's list of leads and for its exports, within one process.

Run within the site, `python -m tests.bench.leads`; prints JSON for `run.py`: the processor's time that each view of the
list takes. With `csv` or `xlsx` it exports every lead and says how long that took and what it came to hold; each in a
process of its own, since what a process has once held it may keep. With `--clear` it removes all leads.
"""

import json
import os
import resource
import sys
import time
from typing import Any

import django

from tests.bench.pages import cpu_of

LIST = "/admin/marketing/leads/"
PER_PAGE = 20


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    import logging

    logging.disable(logging.WARNING)
    if "--clear" in sys.argv:
        clear()
    elif len(sys.argv) > 1:
        json.dump(exported(sys.argv[1]), sys.stdout)
    else:
        client = desk()
        json.dump({name: cpu_of(lambda path=path: shown(client, path)) for name, path in views().items()}, sys.stdout)


def clear() -> None:
    """Takes away what the other benchmarks left, without the receipts that the site would ask for."""
    from django.db.models import QuerySet

    from newsletter.models import Consent, Delivery, Event, GuidebookDownload, GuidebookSubmission, Person

    for model in (Delivery, GuidebookDownload, Consent, Event, GuidebookSubmission, Person):
        QuerySet(model)._raw_delete("default")  # type: ignore[attr-defined] # Not stubbed.


def desk() -> Any:
    """A signed-in member of the staff."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    user, _ = get_user_model().objects.get_or_create(username="bench", is_superuser=True, is_staff=True)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def views() -> dict[str, str]:
    from newsletter.models import GuidebookPage, Person

    email = Person.objects.order_by("created_at")[0].email
    guidebook = GuidebookPage.objects.live().order_by("pk")[0]
    last = -(-Person.objects.count() // PER_PAGE)
    return {
        "first page": LIST,
        "last page": f"{LIST}?p={last}",
        "sorted by address": f"{LIST}?ordering=email",
        "an address": f"{LIST}?q={email}",
        "part of a name": f"{LIST}?q=reader",
        "filtered by guidebook": f"{LIST}?guidebook={guidebook.pk}",
    }


def shown(client: Any, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200 or b"@leads.example" not in answer.content:
        raise RuntimeError(f"{path} answered {answer.status_code} or shows nobody.")


def exported(kind: str) -> dict[str, float]:
    """Seconds, bytes, and by how many bytes the process grew at most."""
    client = desk()
    client.get(LIST)
    before, began = most_held(), time.monotonic()
    size = sum(map(len, client.get(LIST, {"export": kind}).streaming_content))
    return {"seconds": time.monotonic() - began, "bytes": size, "held": most_held() - before}


def most_held() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
