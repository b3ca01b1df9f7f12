"""Sends mails into a sink on this machine and counts them; beside them, a bare loop of `smtplib`.

Run within the site, `python -m tests.bench.mails`; prints JSON for `run.py`. Each mail is another person's, with links
of its own, and is noted as sent before the next one begins. The bare loop sends the same bytes, made beforehand, over
two connections, and notes nothing.
"""

import json
import os
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

NUMBER, CONNECTIONS = 4_000, 2


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    from django.conf import settings

    with sink() as port:
        settings.WORKER_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        fill()
        json.dump({"sent": sent_per_second(), "bare": bare_per_second(port)}, sys.stdout)


@contextmanager
def sink() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.sink"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def fill() -> None:
    """So many people who asked for a guidebook, and nothing else that waits."""
    from django.utils import timezone

    from newsletter.models import Delivery, Person

    Delivery.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=None, status="failed")
    people = Person.objects.bulk_create(
        [Person(email=f"reader-{number}@bench.example", newsletter="confirmed") for number in range(NUMBER)]
    )
    values = {"title": "Ten principles", "days": 7, "wording": "Yes, write to me.", "is_agreed": True, "text": "Enjoy."}
    Delivery.objects.bulk_create(
        Delivery(
            kind=Delivery.Kind.GUIDEBOOK,
            person=person,
            to=person.email,
            subject="Your guidebook: Ten principles",
            context={"links": {"download": person.uuid.hex}, "values": values},
            message_id=f"<{person.uuid.hex}@bench.example>",
            next_attempt_at=timezone.now(),
        )
        for person in people
    )


def sent_per_second() -> float:
    """By the worker's own code, until nothing waits."""
    from newsletter.models import Delivery
    from newsletter.sending import send_due

    began = time.perf_counter()
    while send_due(lambda: True):
        pass
    seconds = time.perf_counter() - began
    sent = Delivery.objects.filter(to__endswith="@bench.example", status="sent").count()
    if sent != NUMBER:
        raise RuntimeError(f"{sent} of {NUMBER} mails were sent.")
    return sent / seconds


def bare_per_second(port: int) -> float:
    from newsletter import letters
    from newsletter.models import Delivery
    from newsletter.sheets import mail_of

    brand = letters.brand()
    mails = Delivery.objects.filter(to__endswith="@bench.example").select_related("person")
    ready = [(mail.to, mail_of(mail, brand).as_bytes()) for mail in mails]

    def send(share: list[Any]) -> None:
        with smtplib.SMTP("127.0.0.1", port) as connection:
            for to, data in share:
                connection.sendmail("hello@bench.example", [to], data)

    threads = [threading.Thread(target=send, args=(ready[place::CONNECTIONS],)) for place in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(ready) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
