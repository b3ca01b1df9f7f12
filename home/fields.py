"""A set of tokens by which a row is found, and the question that finds it: the same on SQLite and PostgreSQL.

PostgreSQL keeps the tokens as a `tsvector`, with an index for the inverse way. SQLite keeps them in a full-text table
beside the model's own, in the order of publication, which triggers keep as it is (migration `0019_search_by_date`).
Neither looks into the tokens.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, transaction
from django.db.models.lookups import Lookup

from core.replicas import alias

# The bits of a row of SQLite's that are the page's key. Those above are the second of its publication, which they hold
# for some centuries; within a second the key decides, where PostgreSQL goes by the fraction.
KEY = 2**31 - 1
All = Sequence[Iterable[str]]  # Of each of these, at least one token.


@dataclass(frozen=True)
class Dialect:
    """How a database writes a question. A token is letters and digits alone, so that no quote in it needs another."""

    quote: str
    either: str
    both: str
    but: str
    beginning: str

    def question(self, wanted: "Wanted") -> str:
        return self.but.join(self.conjunction(all_of) for all_of in (wanted.each, *wanted.but))

    def conjunction(self, all_of: All) -> str:
        return f"({self.both.join(f'({self.either.join(map(self.quoted, tokens))})' for tokens in all_of)})"

    def quoted(self, token: str) -> str:
        """One that ends in `*` is the beginning of a token."""
        return f"{self.quote}{token.removesuffix('*')}{self.quote}{self.beginning if token.endswith('*') else ''}"


TSQUERY = Dialect("'", " | ", " & ", " & !", ":*")
FTS5 = Dialect('"', " OR ", " AND ", " NOT ", " *")


@dataclass(frozen=True)
class Wanted:
    """The rows that have at least one token of each of `each`, and do not have all that one of `but` asks for.

    With `most`, no older ones are needed than the newest so many; PostgreSQL may find them all the same.
    """

    each: All
    but: Sequence[All] = ()
    most: int | None = None


class TokensField(models.Field):
    """Holds a list of tokens of letters and digits."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str] | None:
        return None if value is None else value.replace("'", "").split()

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        tokens = sorted(set(listed(value)))
        return tokens if connection.vendor == "postgresql" else " ".join(tokens)

    def to_python(self, value: Any) -> list[str]:
        return listed(value)

    def value_to_string(self, obj: models.Model) -> str:
        return " ".join(listed(self.value_from_object(obj)))


def listed(value: Any) -> list[str]:
    return value.split() if isinstance(value, str) else list(value or ())


@contextmanager
def by_index() -> Iterator[None]:
    """Has PostgreSQL look tokens up in their index. It takes reading them in every row for cheaper than it is."""
    database = alias.get()
    if connections[database].vendor != "postgresql":
        yield
        return
    with transaction.atomic(database), connections[database].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


@TokensField.register_lookup
class Answers(Lookup):
    """`tokens__answers=Wanted(…)`."""

    lookup_name = "answers"
    prepare_rhs = False
    rhs: Wanted

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, TSQUERY.question(self.rhs)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        meta = self.lhs.target.model._meta
        table = connection.ops.quote_name(f"{meta.db_table}_fts")
        column = f"{connection.ops.quote_name(self.lhs.alias)}.{connection.ops.quote_name(meta.pk.column)}"
        found = f"SELECT rowid & {KEY} FROM {table} WHERE {table} MATCH %s"  # noqa: S608 (the model's names)
        if self.rhs.most is not None:
            found += f" ORDER BY rowid DESC LIMIT {self.rhs.most:d}"
        return f"{column} IN ({found})", (FTS5.question(self.rhs),)
