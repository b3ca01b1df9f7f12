"""E-mail addresses in one form, so that one person is one row."""

import unicodedata

import idna
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

# Django lets `user@localhost` pass, to which no mail of ours could be delivered.
valid_address = EmailValidator(message=_("Enter an e-mail address such as name@example.com."), allowlist=[])
MAXIMUM_LENGTH = 254
GMAIL = {"gmail.com", "googlemail.com"}


def normalise(address: str) -> str:
    """The address stripped, in Unicode's NFC, its domain in ASCII (IDNA 2008), and all of it in one case.

    Raises `ValidationError` for what is no address. The standard lets `Ann@` and `ann@` be two mailboxes; no provider
    does, and two rows for one person would be the greater harm.
    """
    invalid = ValidationError(valid_address.message, code="invalid")
    text = unicodedata.normalize("NFC", address).strip()
    local, at, domain = text.rpartition("@")
    if not at or len(text) > MAXIMUM_LENGTH:
        raise invalid
    try:
        ascii_domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise invalid from error
    normal = f"{local}@{ascii_domain}".casefold()
    valid_address(normal)
    return normal


def folded(address: str) -> str:
    """The mailbox behind an address in its normal form, for counting only: tags after a plus, and Gmail's dots, are
    spellings of one mailbox."""
    local, _at, domain = address.rpartition("@")
    mailbox = local.partition("+")[0] or local
    if domain in GMAIL:
        mailbox, domain = mailbox.replace(".", "") or mailbox, "gmail.com"
    return f"{mailbox}@{domain}"


def readable(address: str) -> str:
    """The address with its domain as people write it."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}"
    except (idna.IDNAError, UnicodeError):
        return address
