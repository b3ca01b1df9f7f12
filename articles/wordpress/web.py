"""Fetches files from the site that an export came from, and from nowhere else.

An export is a file that anyone may have written: it must not make this server ask hosts within its own network
(`core.outbound`).
"""

from __future__ import annotations

import time
from collections import Counter
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import SplitResult, urljoin

import urllib3
from django.core.files import File
from django.utils.translation import gettext as _

from articles.wordpress.addresses import SIZE, host, split
from articles.wordpress.uploads import UploadError, too_large
from core.outbound import REDIRECTS, RefusedError, UnreachableError, ask

USER_AGENT = "LeadersIsland/1.0 (move from WordPress)"
ATTEMPTS, PAUSE = 3, 1.0
LONGEST = 60  # Seconds for one file, however slowly it comes.
ENOUGH_FAILURES = 3  # In a row, after which a host is left alone.
MOST_REDIRECTS = 3
PIECE = 64 * 1024
WORTH_ANOTHER_TRY = {429, 500, 502, 503, 504}


class TryAgainError(Exception):
    """The host did not answer, or asked for patience."""


class Web:
    """The site at `base`, its sub-domains and its files at WordPress.com.

    With `allow_loopback`, that site may be on this machine: for whoever moves a site at their desk.
    """

    def __init__(self, base: str, *, allow_loopback: bool = False) -> None:
        self.base = base if "//" in base else f"https://{base}"
        self.own = host(self.base)
        self.allow_loopback = allow_loopback
        self.failures: Counter[str] = Counter()

    def has(self, file: str) -> bool:
        return False

    def open(self, file: str, address: str, largest: int) -> File[Any]:
        """What the address names, first in its whole size."""
        try:
            whole = urljoin(f"{self.base.rstrip('/')}/", address)
        except ValueError as error:
            raise UploadError(_("its address cannot be read")) from error
        name = file.rpartition("/")[2]
        for candidate in dict.fromkeys([SIZE.sub("", whole), whole]):
            try:
                return File(self.fetch(candidate, largest), name=name)
            except UploadError as error:
                problem = error
        raise problem

    def fetch(self, address: str, largest: int) -> Any:
        where = host(address)
        for attempt in range(ATTEMPTS):
            if self.failures[where] >= ENOUGH_FAILURES:
                raise UploadError(_("{host} does not answer").format(host=where))
            try:
                found = self.read(address, largest)
            except TryAgainError as error:
                time.sleep(PAUSE * attempt)
                problem = str(error)
            else:
                self.failures[where] = 0
                return found
        self.failures[where] += 1
        raise UploadError(problem)

    def read(self, address: str, largest: int) -> Any:
        """The file behind an address, over some redirects within the site."""
        for _step in range(MOST_REDIRECTS + 1):
            parts = self.own_parts(address)
            try:
                response = ask("GET", parts, USER_AGENT, allow_loopback=self.allow_loopback)
                try:
                    if response.status not in REDIRECTS:
                        return self.take(response, largest)
                    address = urljoin(address, response.headers.get("Location", ""))
                finally:
                    response.release_conn()
                    response.close()
            except RefusedError as error:
                raise UploadError(str(error)) from error
            except UnreachableError as error:
                raise TryAgainError(str(error)) from error
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise TryAgainError(_("it could not be fetched: {error}").format(error=type(error).__name__)) from error
        raise UploadError(_("it is redirected too often"))

    def own_parts(self, address: str) -> SplitResult:
        parts = split(address)
        name = host(address)
        is_own = name == self.own or name.endswith(f".{self.own}")
        at_wordpress_com = self.own.endswith(".wordpress.com") and name == self.own.replace(".", ".files.", 1)
        if parts.scheme not in {"http", "https"} or not self.own or not (is_own or at_wordpress_com):
            raise UploadError(_("on another site, from which nothing is fetched"))
        return parts

    def take(self, response: urllib3.BaseHTTPResponse, largest: int) -> Any:
        if response.status in WORTH_ANOTHER_TRY:
            raise TryAgainError(_("the site answers with the code {code}").format(code=response.status))
        if response.status != 200:
            raise UploadError(_("the site answers with the code {code}").format(code=response.status))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            raise UploadError(_("the site answers with a page in place of the file"))
        file = TemporaryFile()  # noqa: SIM115 (closed by whoever reads it)
        began = time.monotonic()
        for piece in response.stream(PIECE):
            file.write(piece)
            if file.tell() > largest:
                file.close()
                raise UploadError(too_large(largest))
            if time.monotonic() - began > LONGEST:
                file.close()
                raise UploadError(_("it came too slowly"))
        file.seek(0)
        return file
