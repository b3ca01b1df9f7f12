"""Whose address it is: a header that anyone can send is believed only from a proxy that is named."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from core.http import client_ip, ip_hash


def asked(remote: str = "203.0.113.7", forwarded: str | None = None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.fixture
def proxies(settings):
    settings.TRUSTED_PROXIES = [ip_network(text) for text in ("10.0.0.0/8", "127.0.0.1", "fd00::/8")]


def test_without_proxies_the_header_is_not_believed(settings):
    settings.TRUSTED_PROXIES = []
    assert client_ip(asked("203.0.113.7", "198.51.100.1")) == "203.0.113.7"


def test_a_stranger_cannot_name_another_address(proxies):
    assert client_ip(asked("203.0.113.7", "198.51.100.1")) == "203.0.113.7"


def test_a_proxy_names_the_reader(proxies):
    assert client_ip(asked("10.1.2.3", "198.51.100.1")) == "198.51.100.1"
    assert client_ip(asked("fd00::1", "2001:db8::5")) == "2001:db8::5"


def test_the_reader_is_the_last_address_that_is_no_proxy(proxies):
    """What stands further left in the header was sent by the reader, who may have made it up."""
    assert client_ip(asked("127.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.9")) == "198.51.100.1"


@pytest.mark.parametrize("header", ["", " , ", "10.0.0.9", "not-an-address", "198.51.100.1, <script>", "unix:"])
def test_a_header_that_names_nobody_leaves_the_proxy(proxies, header):
    assert client_ip(asked("10.1.2.3", header)) == "10.1.2.3"


def test_a_request_without_an_address_has_none(proxies):
    """As over a Unix socket."""
    assert client_ip(asked("", "198.51.100.1")) == ""


def test_the_hash_of_an_address_is_the_same_each_time_and_does_not_hold_it():
    first = ip_hash(asked("203.0.113.7"))
    assert first == ip_hash(asked("203.0.113.7"))
    assert first != ip_hash(asked("203.0.113.8"))
    assert "203" not in first or len(first) == 64


def test_the_hash_cannot_be_made_without_the_secret(settings):
    first = ip_hash(asked())
    settings.SECRET_KEY = "another-secret"
    assert ip_hash(asked()) != first
