"""The languages that readers read, and how an address says which (decision 0017)."""

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation.trans_real import language_code_prefix_re

# What is answered in a language whatever has become of its pages: links in mails, and the forms on a kept copy of one.
ALWAYS_ANSWERED = ("newsletter/", "readers/")
# What https://ogp.me/ calls a language, which always names a country too.
OPEN_GRAPH = {"en-gb": "en_GB", "pl": "pl_PL"}


def other_languages() -> list[str]:
    """All but the one whose addresses have no prefix."""
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != settings.LANGUAGE_CODE]


def language_choices() -> list[tuple[str, str]]:
    names = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    return [(code, str(names[code])) for code in other_languages()]


def language_of(path: str) -> str | None:
    """The language whose prefix an address has."""
    found = language_code_prefix_re.match(path)
    return found[1] if found and found[1] in other_languages() else None


def is_always_answered(path: str) -> bool:
    """Whether an address with a prefix is good without a page in that language."""
    return path.lstrip("/").partition("/")[2].startswith(ALWAYS_ANSWERED)


def own_name(code: str) -> str:
    """What a language is called by those who speak it."""
    with translation.override(code):
        return capfirst(str(dict(settings.WAGTAIL_CONTENT_LANGUAGES)[code]))
