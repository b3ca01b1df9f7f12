"""The forms that are sent under load, what came of them, and the bare insert that they are held against.

Run within the site, `python -m tests.bench.submissions`; prints JSON for `run.py`. Each form is another person's, with
a fresh stamp and a ticked box, as the guidebook's page has it. With `--outcome` it says how many of them are stored,
each with its consent and its mail, and how many rows the bare insert stores in a second.
"""

import json
import os
import sys
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import django

NUMBER, BARE = 6_000, 1_000
DOMAIN = "submissions.example"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    if "--outcome" in sys.argv:
        json.dump({"stored": stored(), "bare": bare_per_second()}, sys.stdout)
    else:
        json.dump(forms(), sys.stdout)


def forms() -> dict[str, Any]:
    """The address that they are sent to, and their bodies."""
    from newsletter.models import GuidebookPage

    page = GuidebookPage.objects.live().order_by("pk")[0]
    form = page.get_form()
    answers = {name: answer(field) for name, field in form.fields.items() if field.required}
    return {"path": page.form_action, "bodies": [body_of(form, answers, number) for number in range(NUMBER)]}


def body_of(form: Any, answers: dict[str, str], number: int) -> str:
    """A form that has stood in a browser for a while, each for another time, as no two readers share a stamp."""
    stamp = replace(form.own_stamp, time=time.time() - 60 - number / 1000).sign()
    return urlencode({**answers, "email": f"reader-{number}@{DOMAIN}", "stamp": stamp, form.consent_name: "on"})


def answer(field: Any) -> str:
    return str(field.choices[-1][0]) if hasattr(field, "choices") else "An answer"


def stored() -> int:
    from newsletter.models import Consent, Delivery, GuidebookSubmission

    mine = GuidebookSubmission.objects.filter(person__email__endswith=f"@{DOMAIN}")
    return mine.filter(pk__in=Consent.objects.values("submission"), deliveries__in=Delivery.objects.all()).count()


def bare_per_second() -> float:
    """One short row and its commit after the other, over one connection, without models."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (address varchar(255) UNIQUE, answers text)")
        began = time.perf_counter()
        for number in range(BARE):
            cursor.execute("INSERT INTO bench_bare VALUES (%s, %s)", [f"reader-{number}@{DOMAIN}", "{}"])
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_bare")
    return BARE / seconds


if __name__ == "__main__":
    main()
