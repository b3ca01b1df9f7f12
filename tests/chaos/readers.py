"""Readers who ask for a guidebook, over HTTP and whatever happens to the server."""

import re
import threading
import time
from html import unescape
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPErrorProcessor, Request, build_opener

COPIES = 5  # As often as one copy of a form may be sent.
STAMP = re.compile(r'<input[^>]* name="stamp"[^>]*>')
ATTRIBUTE = r'{}="([^"]+)"'


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
        stamp = self.own_stamp()
        time.sleep(1.2)  # As long as the quickest person takes.
        for _ in range(COPIES):
            self.asked += 1
            address = f"{self.name}-{self.asked}@chaos.example"
            form = {"email": address, "stamp": stamp, "newsletter": "on"}
            answer = self.opener.open(Request(self.page, urlencode(form).encode()), timeout=10)
            if answer.status == 303:
                self.accepted.append(address)

    def own_stamp(self) -> str:
        """As the form's script asks for it, since all readers share the page and the stamp that is on it."""
        field = STAMP.search(self.read(self.page))
        if not field:
            raise HTTPException("No form.")
        shared, address = (
            unescape(re.search(ATTRIBUTE.format(name), field[0])[1]) for name in ("value", "data-stamps")
        )
        return self.read(f"{urljoin(self.page, address)}?{urlencode({'stamp': shared})}")

    def read(self, address: str) -> str:
        answer = self.opener.open(address, timeout=10)
        if answer.status != 200:
            raise HTTPException(f"{address} answered {answer.status}.")
        return answer.read().decode()

    def stop(self) -> None:
        self.is_over.set()
        self.join(30)
