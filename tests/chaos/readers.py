"""Readers who ask for a guidebook, over HTTP and whatever happens to the server."""

import re
import threading
import time
from html import unescape
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPErrorProcessor, Request, build_opener

COPIES = 5  # As often as one copy of a form may be sent.
STAMP = re.compile(r'name="stamp"[^>]* value="([^"]+)"|value="([^"]+)"[^>]* name="stamp"')


class AsItComes(HTTPErrorProcessor):
    """Follows no redirect, and takes no answer for an error."""

    def http_response(self, request, response):
        return response


class Readers(threading.Thread):
    """`accepted` are the addresses to which the site has said that the mail is on its way."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.page, self.accepted, self.asked, self.is_over = page, [], 0, threading.Event()
        self.opener = build_opener(AsItComes)

    def run(self) -> None:
        while not self.is_over.is_set():
            try:
                self.fill_in()
            except (URLError, OSError, HTTPException):
                time.sleep(0.2)

    def fill_in(self) -> None:
        found = STAMP.search(self.opener.open(self.page, timeout=10).read().decode())
        if not found:
            raise HTTPException("No form.")
        time.sleep(1.2)  # As long as the quickest person takes.
        for _ in range(COPIES):
            self.asked += 1
            address = f"{self.name}-{self.asked}@chaos.example"
            form = {"email": address, "stamp": unescape(found[1] or found[2]), "newsletter": "on"}
            answer = self.opener.open(Request(self.page, urlencode(form).encode()), timeout=10)
            if answer.status == 303:
                self.accepted.append(address)

    def stop(self) -> None:
        self.is_over.set()
        self.join(30)
