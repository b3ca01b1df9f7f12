"""Facts about a request that more than one app asks for."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def client_ip(request: HttpRequest) -> str:
    """The reader's address: the last one in `X-Forwarded-For` that is not one of `TRUSTED_PROXIES`.

    The header is believed only when the connection itself comes from a trusted proxy, since anyone can send it.
    """
    remote = request.META.get("REMOTE_ADDR", "")
    if not is_trusted(remote):
        return remote
    for address in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = address.strip()
        if address and not is_trusted(address):
            return address if is_address(address) else remote
    return remote


def network_of(address: str) -> str:
    """What one reader has: an IPv4 address, or the /64 of an IPv6 address (RFC 6177)."""
    if not is_address(address):
        return ""
    known = ip_address(address)
    if isinstance(known, IPv6Address) and not known.ipv4_mapped:
        return str(ip_network(f"{known}/64", strict=False))
    return address


def connection_of(ip: str) -> str:
    """The reader's connection, or nothing where the IP address tells no reader from another.

    Without trusted proxies an address of a private network is a proxy's or our own machine's (decision 0013). Who has
    an IPv6 address has its whole /64.
    """
    if not is_address(ip) or (not settings.TRUSTED_PROXIES and not ip_address(ip).is_global):
        return ""
    return network_of(ip)


def ip_hash(request: HttpRequest) -> str:
    """A keyed hash of the reader's address, which proves a repetition without keeping the address itself."""
    return salted_hmac("core.http.ip_hash", client_ip(request), algorithm="sha256").hexdigest()


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(address: str) -> bool:
    return is_address(address) and any(ip_address(address) in network for network in settings.TRUSTED_PROXIES)
