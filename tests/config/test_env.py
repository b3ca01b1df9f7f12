"""Values from the environment: what is meant is read, what cannot be meant is an error."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from core.page_store.log import LONGEST_WAIT

NAME = "LEADERS_ISLAND_TEST"


def test_a_text_is_stripped(monkeypatch):
    monkeypatch.setenv(NAME, "  a word \n")
    assert env.text(NAME) == "a word"


def test_a_text_has_its_default_only_while_it_is_unset(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    assert env.text(NAME, "a default") == "a default"
    assert env.text(NAME) == ""
    monkeypatch.setenv(NAME, "")
    assert env.text(NAME, "a default") == ""


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "Yes", "on", " on "])
def test_these_words_mean_yes(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    assert env.boolean(NAME) is True


@pytest.mark.parametrize("value", ["0", "false", "No", "off", "", " "])
def test_these_words_mean_no_even_where_the_default_is_yes(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    assert env.boolean(NAME, default=True) is False


def test_a_switch_that_nobody_has_set_has_its_default(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    assert env.boolean(NAME) is False
    assert env.boolean(NAME, default=True) is True


@pytest.mark.parametrize("value", ["2", "ja", "truee", "None"])
def test_any_other_word_for_a_switch_is_an_error_that_names_the_variable(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.boolean(NAME)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", []),
        (" , ,", []),
        ("example.com", ["example.com"]),
        (" example.com , www.example.com,", ["example.com", "www.example.com"]),
    ],
)
def test_a_list_is_separated_by_commas_and_has_no_empty_items(monkeypatch, value, words):
    monkeypatch.setenv(NAME, value)
    assert env.words(NAME) == words


def test_addresses_and_networks_are_read_alike(monkeypatch):
    monkeypatch.setenv(NAME, "127.0.0.1, 10.1.2.3/8, fd00::/8")
    assert [str(network) for network in env.networks(NAME)] == ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"]
    monkeypatch.setenv(NAME, "")
    assert env.networks(NAME) == []


def test_a_name_where_an_address_should_be_is_an_error_that_names_both(monkeypatch):
    monkeypatch.setenv(NAME, "127.0.0.1, nginx")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}.*'nginx'"):
        env.networks(NAME)


def test_an_unset_list_has_its_default(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    assert env.words(NAME) == []
    assert env.words(NAME, "a,b") == ["a", "b"]


def test_a_postgres_address_becomes_a_database(monkeypatch):
    monkeypatch.setenv(NAME, "postgres://writer:s%23cret%2F@db.example.com:5433/island?sslmode=require")
    config = env.database(NAME, "sqlite:///unused.sqlite3")
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert config["NAME"] == "island"
    assert config["USER"] == "writer"
    assert config["PASSWORD"] == "s#cret/"
    assert config["HOST"] == "db.example.com"
    assert config["PORT"] == 5433
    assert config["OPTIONS"]["sslmode"] == "require"
    assert config["OPTIONS"]["options"] == "-c jit=off"


def test_a_postgres_server_that_is_away_holds_no_request_for_more_than_five_seconds(monkeypatch):
    """Two until the page store counts it as away, three until Django does (docs/operations.md)."""
    monkeypatch.setenv(NAME, "postgres://writer@localhost/island")
    options = env.database(NAME, "")["OPTIONS"]
    assert options["pool"]["timeout"] + LONGEST_WAIT <= 5
    assert options["connect_timeout"] <= options["pool"]["timeout"]


def test_a_postgres_server_that_is_back_is_noticed(monkeypatch):
    """The pool would wait for twice as long after each failure, for as long as it keeps on trying."""
    monkeypatch.setenv(NAME, "postgres://writer@localhost/island")
    pool = env.database(NAME, "")["OPTIONS"]["pool"]
    assert pool["reconnect_timeout"] <= 2 < pool["timeout"]


def test_a_postgres_address_may_be_written_as_libpq_writes_it(monkeypatch):
    monkeypatch.setenv(NAME, "postgresql://writer@localhost/island")
    assert env.database(NAME, "")["ENGINE"] == "django.db.backends.postgresql"


def test_without_an_address_the_database_is_the_default(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    config = env.database(NAME, "sqlite:////srv/island/db.sqlite3")
    assert config["ENGINE"] == "django.db.backends.sqlite3"
    assert config["NAME"] == "/srv/island/db.sqlite3"


@pytest.mark.parametrize("value", ["island", "gopher://db.example.com/island", "://"])
def test_an_address_that_is_no_database_is_an_error_that_names_the_variable(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.database(NAME, "sqlite:///unused.sqlite3")


def test_without_an_address_mail_goes_into_the_mailbox(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    assert env.email(NAME, "mailbox://") == {"EMAIL_BACKEND": "core.mail.MailboxBackend"}


def test_a_mail_server_has_host_port_user_and_password(monkeypatch):
    monkeypatch.setenv(NAME, "smtp://writer:p%40ss@mail.example.com:2525")
    mail = env.email(NAME, "mailbox://")
    assert mail["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert mail["EMAIL_HOST"] == "mail.example.com"
    assert mail["EMAIL_PORT"] == 2525
    assert mail["EMAIL_HOST_USER"] == "writer"
    assert mail["EMAIL_HOST_PASSWORD"] == "p@ss"
    assert not mail.get("EMAIL_USE_TLS")
    assert not mail.get("EMAIL_USE_SSL")


@pytest.mark.parametrize(
    ("scheme", "setting", "other"),
    [("smtp+tls", "EMAIL_USE_TLS", "EMAIL_USE_SSL"), ("smtp+ssl", "EMAIL_USE_SSL", "EMAIL_USE_TLS")],
)
def test_a_mail_server_may_be_spoken_to_in_private(monkeypatch, scheme, setting, other):
    monkeypatch.setenv(NAME, f"{scheme}://writer:pass@mail.example.com:465")
    mail = env.email(NAME, "mailbox://")
    assert mail[setting] is True
    assert not mail.get(other)


def test_a_mail_address_gives_django_settings_and_nothing_else(monkeypatch):
    monkeypatch.setenv(NAME, "smtp+tls://writer:pass@mail.example.com:587")
    assert all(name.startswith("EMAIL_") for name in env.email(NAME, "mailbox://"))


def test_a_provider_has_its_own_settings(monkeypatch):
    monkeypatch.setenv(NAME, "anymail://postmark?server_token=abc%2B123")
    assert env.email(NAME, "mailbox://") == {
        "EMAIL_BACKEND": "anymail.backends.postmark.EmailBackend",
        "ANYMAIL": {"POSTMARK_SERVER_TOKEN": "abc+123"},
    }


@pytest.mark.parametrize("value", ["mail.example.com", "http://mail.example.com", "sendmail://"])
def test_any_other_mail_address_is_an_error_that_names_the_variable(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.email(NAME, "mailbox://")
