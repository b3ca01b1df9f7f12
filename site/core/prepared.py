"""Queries that are put together once in a process, and then asked with other values.

For a query of many columns Django's compiler takes several times as long as the database. What every page asks is
therefore compiled once: the compiler is kept with its statement, and makes objects of the rows as Django always does
(decision 0027).
"""

import copy
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import Expression

Found = TypeVar("Found", bound=Model)


class Parameter(Expression):
    """The place of a value. The value goes to the database as it is: no field converts it."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def resolve_expression(self, *args: Any, **kwargs: Any) -> "Parameter":
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


def always(value: Any) -> Callable[..., Any]:
    return lambda *_args, **_options: value


class Statement:
    """A compiled query, and where its values belong."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.parameters = self.compiler.as_sql()

    def compiler_with(self, values: tuple[Any, ...]) -> Any:
        """A compiler that has nothing left to put together, for the connection of this thread."""
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[compiler.using]
        bound = tuple(values[each.place] if isinstance(each, Parameter) else each for each in self.parameters)
        compiler.as_sql = always((self.sql, bound))
        return compiler


class Prepared(Generic[Found]):
    """All that `make` finds. `make` is called once for each number of values, with a `Parameter` in place of each.

    Its conditions must be such as compare with an expression (`pk=one`, `slug__in=[one, other]`), and what it looks up
    while it puts the query together may not change in the life of a process.
    """

    def __init__(self, make: Callable[..., QuerySet[Found]]) -> None:
        self.make = make
        self.querysets: dict[int, QuerySet[Found]] = {}
        self.statements: dict[tuple[int, str], Statement] = {}

    def __call__(self, *values: Any) -> list[Found]:
        number = len(values)
        if number not in self.querysets:
            self.querysets[number] = self.make(*map(Parameter, range(number)))
        found = self.querysets[number].all()
        key = number, found.db
        if key not in self.statements:
            self.statements[key] = Statement(found)
        compiler = self.statements[key].compiler_with(values)
        found.query.get_compiler = always(compiler)  # type: ignore[method-assign]
        return list(found)
