"""E-mail addresses in one form, so that one person is one row, and two people never are."""

import re
from functools import lru_cache

import idna
from disposable_email_domains import blocklist
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

# Django lets `user@localhost` pass, to which no mail of ours could be delivered.
valid_address = EmailValidator(message=_("Enter an e-mail address such as name@example.com."), allowlist=[])
# Without SMTPUTF8, which Django's mail does not speak, such a mailbox cannot be reached; to spell it otherwise would
# be to write to somebody else.
NOT_ASCII = _(
    "We cannot send mail to an address with letters such as “ß” or “ł” before the @. Enter another one, please."
)
MAXIMUM_LENGTH = 254
GMAIL = {"gmail.com", "googlemail.com"}
QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


@lru_cache(maxsize=1_000)  # Each form asks several times.
def normalise(address: str) -> str:
    """The address stripped, its domain in ASCII (IDNA 2008), in small letters, and without needless quotes.

    Raises `ValidationError` for what is no address, or none that we could write to. The standard lets `Ann@` and
    `ann@` be two mailboxes; no provider does. Nothing else that a mail server could tell apart becomes the same.
    """
    invalid = ValidationError(valid_address.message, code="invalid")
    local, at, domain = address.strip().rpartition("@")
    if not at:
        raise invalid
    if not local.isascii():
        raise ValidationError(NOT_ASCII, code="not_ascii")
    try:
        ascii_domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise invalid from error
    normal = f"{unquoted(local)}@{ascii_domain}".lower()
    if '"' in normal or len(normal) > MAXIMUM_LENGTH:
        raise invalid
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


def unquoted(local: str) -> str:
    """`"ann"` as `ann`, which is the same mailbox (RFC 5321, section 4.1.2)."""
    is_quoted = len(local) > 1 and local[0] == local[-1] == '"'
    return QUOTED_PAIR.sub(r"\1", local[1:-1]) if is_quoted else local


def readable(address: str) -> str:
    """The address with its domain as people write it."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}"
    except (idna.IDNAError, UnicodeError):
        return address


def is_disposable(address: str) -> bool:
    """Whether the domain, or one above it, gives addresses to be thrown away."""
    parts = address.rpartition("@")[2].split(".")
    return any(".".join(parts[start:]) in blocklist for start in range(len(parts) - 1))
