"""Who wrote a post, as the other site tells it: by its users, or by categories that bear authors' names."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext as _

from articles.wordpress.markup import address_part, plain
from articles.wordpress.reader import Export, ImportRefusedError, Item, Term

CO_AUTHORS = "author"
NAMELESS = {"admin", "administrator", "root", "webmaster", "wordpress", "editor", "user"}


@dataclass(frozen=True)
class AuthorName:
    """An author to be found or made; `key` is the other site's name for them."""

    key: str
    name: str
    slug: str


class Bylines:
    """`categories` are the names or slugs of categories that stand for authors; `house` signs what has no name."""

    def __init__(self, export: Export, categories: list[str], house: str) -> None:
        self.export = export
        self.house = house
        self.categories = {self.category(name) for name in categories}

    def category(self, wanted: str) -> str:
        """The slug of a category of the export; raises `ImportRefusedError` if there is none of that name."""
        for slug, name in self.export.categories.items():
            if wanted.casefold() in {name.casefold(), slug.casefold()}:
                return slug or name
        known = ", ".join(sorted(self.export.categories.values())) or _("none")
        message = _("{name} has no category “{wanted}”; it has: {known}")
        raise ImportRefusedError(message.format(name=self.export.path.name, wanted=wanted, known=known))

    def is_author(self, term: Term) -> bool:
        return term.domain == "category" and (term.slug or term.name) in self.categories

    def of(self, item: Item) -> list[AuthorName]:
        """At least one; the first is whose profile the article stands under."""
        found = [from_category(term) for term in item.terms if self.is_author(term)]
        found = found or [self.co_author(term) for term in item.terms if term.domain == CO_AUTHORS]
        return list(dict.fromkeys(found)) or [self.creator(item.creator)]

    def co_author(self, term: Term) -> AuthorName:
        """A user, or a guest who is none, as the plugin Co-Authors Plus names them."""
        login = next((name for name in (term.name, term.slug.removeprefix("cap-")) if name in self.export.authors), "")
        if login:
            return self.creator(login)
        name = plain(term.name)
        return AuthorName(f"guest:{term.slug or name}", name[:255], address_part(name, term.slug) or "author")

    def creator(self, login: str) -> AuthorName:
        name = plain(self.export.authors.get(login, ""))
        if not name or name.casefold() in NAMELESS:
            given = "" if login.casefold() in NAMELESS else login.partition("@")[0]
            name = (
                " ".join(part.capitalize() for part in given.replace(".", " ").replace("_", " ").split()) or self.house
            )
        return AuthorName(f"login:{login}", name[:255], address_part(name, login) or "author")


def from_category(term: Term) -> AuthorName:
    name = plain(term.name)
    return AuthorName(f"category:{term.slug or name}", name[:255], address_part(unquote(term.slug), name) or "author")
