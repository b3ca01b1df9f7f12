"""Asks other machines over HTTP, and never one within the network of this server.

What to ask for stands in texts that anyone may have written
(https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html). So each
address is looked up once, must be a public one, and is the one that is then connected to.
"""

import ipaddress
import socket
from typing import Any
from urllib.parse import SplitResult, quote

import urllib3
from django.utils.translation import gettext as _

TIMEOUT = urllib3.Timeout(connect=5, read=15)
SAFE = "/%:@!$&'()*+,;=~-._?"
REDIRECTS = {301, 302, 303, 307, 308}


class RefusedError(Exception):
    """Nothing is asked there."""


class UnreachableError(Exception):
    """There was no answer; there may be one later."""


def ask(
    method: str,
    parts: SplitResult,
    user_agent: str,
    *,
    allow_loopback: bool = False,
    timeout: urllib3.Timeout = TIMEOUT,
) -> urllib3.BaseHTTPResponse:
    """The answer, of which nothing but the head is read yet; whoever asked closes it. Follows no redirect."""
    name = parts.hostname or ""
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise RefusedError(_("its address cannot be read")) from error
    if parts.scheme not in {"http", "https"} or not name:
        raise RefusedError(_("its address cannot be read"))
    address = look_up(name, port, allow_loopback)
    options: dict[str, Any] = {"timeout": timeout, "retries": False, "maxsize": 1}
    if parts.scheme == "https":
        pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(
            address, port, server_hostname=name, assert_hostname=name, **options
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, **options)
    target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
    headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": user_agent}
    try:
        return pool.urlopen(method, target, headers=headers, redirect=False, preload_content=False)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise UnreachableError(_("it could not be fetched: {error}").format(error=type(error).__name__)) from error


def look_up(name: str, port: int, allow_loopback: bool) -> str:
    """An address of the host, all of which must be public."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise UnreachableError(_("{host} cannot be found").format(host=name)) from error
    if not all(may_ask(ipaddress.ip_address(address.partition("%")[0]), allow_loopback) for address in found):
        raise RefusedError(_("{host} is not a public address").format(host=name))
    return min(found, key=lambda address: (":" in address, address))


def may_ask(address: ipaddress.IPv4Address | ipaddress.IPv6Address, allow_loopback: bool) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped:
        return may_ask(mapped, allow_loopback)
    return (address.is_global and not address.is_multicast) or (allow_loopback and address.is_loopback)
