"""Production refuses to start on what is missing or unsafe, and names all of it at once."""

from functools import partial
from secrets import token_hex, token_urlsafe

import pytest
from django.core.management.utils import get_random_secret_key

from tests.config.settings_process import read, start

MODULE = "config.settings.production"
GOOD = {
    "SECRET_KEY": "k9!rT2#vQ8@mZ5$xW1%cB7^nL4&jH6*fD3(gS0)pA-yU_eIoXq",
    "ALLOWED_HOSTS": "www.example.com",
    "BASE_URL": "https://www.example.com",
    "EMAIL_URL": "smtp+tls://writer:secret@mail.example.com:587",
    "DEFAULT_FROM_EMAIL": "Leaders Island <hello@example.com>",
}


def refusal(tmp_path, **changes: str) -> str:
    """What a start with these changes to good variables is refused with."""
    process = start(MODULE, ["DEBUG"], tmp_path, **{**GOOD, **changes})
    assert process.returncode != 0, "It started."
    assert "ImproperlyConfigured" in process.stderr
    return process.stderr


def without(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


def test_it_starts_with_what_it_needs_and_shows_no_debugging(tmp_path):
    values = read(MODULE, ["DEBUG", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_HOST"], tmp_path, **GOOD)
    assert values == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["www.example.com"],
        "BASE_URL": "https://www.example.com",
        "EMAIL_HOST": "mail.example.com",
    }


@pytest.mark.parametrize("name", GOOD)
def test_it_does_not_start_without_a_variable_that_it_needs_and_names_it(tmp_path, name):
    assert f"{name} is missing" in refusal(tmp_path, **without(name))


def test_earlier_secrets_are_read_and_a_weak_one_is_refused(tmp_path):
    earlier = GOOD["SECRET_KEY"][::-1]
    values = read(MODULE, ["SECRET_KEY_FALLBACKS"], tmp_path, **{**GOOD, "SECRET_KEY_FALLBACKS": f"{earlier}, "})
    assert values["SECRET_KEY_FALLBACKS"] == [earlier]
    assert "SECRET_KEY_FALLBACKS" in refusal(tmp_path, SECRET_KEY_FALLBACKS="old")


WEAK = [
    "short",
    "a" * 60,
    "0123456789" * 6,
    "changeme" * 8,
    "django-insecure-" + GOOD["SECRET_KEY"],
    "Change-Me_" + GOOD["SECRET_KEY"],
    "this-is-the-Secret-key-of-our-site-which-nobody-will-guess",
]


@pytest.mark.parametrize("secret", WEAK)
def test_a_weak_secret_is_refused(tmp_path, secret):
    message = refusal(tmp_path, SECRET_KEY=secret)
    assert "SECRET_KEY" in message
    assert secret not in message, "A secret must not stand in a log."


def test_any_host_at_all_is_refused(tmp_path):
    assert "ALLOWED_HOSTS must not be '*'" in refusal(tmp_path, ALLOWED_HOSTS="*")
    assert "ALLOWED_HOSTS must not be '*'" in refusal(tmp_path, ALLOWED_HOSTS="www.example.com,*")


@pytest.mark.parametrize("address", ["www.example.com", "/", "ftp://www.example.com", "https://"])
def test_a_base_address_must_be_one_that_a_browser_opens(tmp_path, address):
    assert "BASE_URL" in refusal(tmp_path, BASE_URL=address)


@pytest.mark.parametrize("make", [partial(token_urlsafe, 60), partial(token_hex, 32), get_random_secret_key])
def test_a_key_made_by_chance_is_not(tmp_path, make):
    variables = {**GOOD, "SECRET_KEY": make(), "SECRET_KEY_FALLBACKS": ",".join(token_hex(32) for _ in range(1000))}
    assert read(MODULE, ["DEBUG"], tmp_path, **variables) == {"DEBUG": False}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BASE_URL", "https://other.example", "BASE_URL must be of a host in ALLOWED_HOSTS"),
        ("EMAIL_URL", "smtp://", "EMAIL_URL names no mail server"),
        ("EMAIL_URL", "smtp+ssl://:465", "EMAIL_URL names no mail server"),
        ("EMAIL_URL", "anymail://foo", "EMAIL_URL names a provider that django-anymail does not know"),
        ("EMAIL_URL", "anymail://", "EMAIL_URL names a provider that django-anymail does not know"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be console or json"),
        ("METRICS_TOKEN", "a", "METRICS_TOKEN can be guessed"),
        ("REDIS_URL", "foo", "REDIS_URL must be an address"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, 0.0.0.0/0", "TRUSTED_PROXIES holds half the world"),
        ("TRUSTED_PROXIES", "::/1", "TRUSTED_PROXIES holds half the world"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(tmp_path, name, value, sentence):
    message = refusal(tmp_path, **{name: value})
    assert sentence in message
    assert message.count("\n- ") == 1


@pytest.mark.parametrize(
    "variables",
    [
        {"BASE_URL": "https://news.example.com", "ALLOWED_HOSTS": ".example.com"},
        {"BASE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": "127.0.0.1"},
        {"EMAIL_URL": "anymail://postmark?server_token=x"},
        {"EMAIL_URL": "smtp://localhost"},
        {"REDIS_URL": "unix:///run/redis.sock", "LOG_FORMAT": "console", "METRICS_TOKEN": token_urlsafe(15)},
        {"TRUSTED_PROXIES": "10.0.0.0/8, fc00::/7"},
    ],
)
def test_what_can_be_meant_is_taken(tmp_path, variables):
    assert read(MODULE, ["DEBUG"], tmp_path, **{**GOOD, **variables}) == {"DEBUG": False}


def test_the_local_mailbox_is_refused(tmp_path):
    assert "EMAIL_URL" in refusal(tmp_path, EMAIL_URL="mailbox://")


def test_all_faults_are_named_at_once(tmp_path):
    message = refusal(tmp_path, **without(*GOOD))
    for name in GOOD:
        assert name in message


def test_over_https_cookies_are_secure_and_browsers_are_told_to_stay(tmp_path):
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"]
    values = read(MODULE, [*names, "CSRF_TRUSTED_ORIGINS", "WAGTAILADMIN_BASE_URL"], tmp_path, **GOOD)
    assert all(values[name] for name in names)
    assert values["CSRF_TRUSTED_ORIGINS"] == ["https://www.example.com"]
    assert values["WAGTAILADMIN_BASE_URL"] == "https://www.example.com"


def test_over_plain_http_no_browser_is_told_to_come_back_by_https(tmp_path):
    variables = {**GOOD, "BASE_URL": "http://intranet.example.com", "ALLOWED_HOSTS": "intranet.example.com"}
    values = read(
        MODULE, ["SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE"], tmp_path, **variables
    )
    assert not any(values.values())


def test_probes_of_health_are_not_redirected_to_https(tmp_path):
    assert read(MODULE, ["SECURE_REDIRECT_EXEMPT"], tmp_path, **GOOD)["SECURE_REDIRECT_EXEMPT"] == [
        "^healthz$",
        "^readyz$",
        "^metrics$",
    ]


def test_what_a_proxy_says_of_the_protocol_is_believed_only_where_proxies_are_named(tmp_path):
    names = ["SECURE_PROXY_SSL_HEADER", "TRUSTED_PROXIES"]
    assert read(MODULE, names, tmp_path, **GOOD)["SECURE_PROXY_SSL_HEADER"] is None
    values = read(MODULE, names, tmp_path, TRUSTED_PROXIES="10.0.0.0/8, 127.0.0.1", **GOOD)
    assert values["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert values["TRUSTED_PROXIES"] == ["10.0.0.0/8", "127.0.0.1/32"]


def test_readers_are_sent_to_https_only_where_it_is_known_how_they_came(tmp_path):
    """Behind a proxy that is not named every request looks like plain http, and would be redirected for ever."""
    assert read(MODULE, ["SECURE_SSL_REDIRECT"], tmp_path, **GOOD)["SECURE_SSL_REDIRECT"] is False
    values = read(MODULE, ["SECURE_SSL_REDIRECT"], tmp_path, TRUSTED_PROXIES="127.0.0.1", **GOOD)
    assert values["SECURE_SSL_REDIRECT"] is True


@pytest.mark.parametrize("proxies", ["nginx", "127.0.0.1, nginx", "10.0.0.0/99", "*"])
def test_a_proxy_without_an_address_is_named_at_the_start_and_not_by_the_first_form_that_is_sent(tmp_path, proxies):
    assert "TRUSTED_PROXIES must hold IP addresses or networks" in refusal(tmp_path, TRUSTED_PROXIES=proxies)


def test_there_is_no_settings_module_by_default(tmp_path):
    process = start("config.wsgi", ["application"], tmp_path)
    assert process.returncode != 0
    assert "DJANGO_SETTINGS_MODULE" in process.stderr
