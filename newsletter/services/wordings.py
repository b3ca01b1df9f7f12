"""Every version of the words beside a consent box, kept from the moment they are first published."""

from hashlib import sha256

from newsletter.models.wordings import Wording


def keep(text: str, form: str) -> None:
    """Keeps the words, unless the same were in use before; `form` is what the form is called that they stand in."""
    text = text.strip()
    if text:
        Wording.objects.get_or_create(digest=digest(text), defaults={"text": text, "form": form[:255]})


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
