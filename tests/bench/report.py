"""The table that the benchmarks end in."""

import os
from dataclasses import dataclass, field

YES, NO, NONE = "yes", "**no**", "–"


@dataclass(frozen=True)
class Row:
    what: str
    figure: str
    goal: str = ""
    holds: bool | None = None

    def cells(self) -> tuple[str, str, str, str]:
        verdict = NONE if self.holds is None else YES if self.holds else NO
        return self.what, self.figure, self.goal or NONE, verdict


@dataclass
class Report:
    """Rows in the order in which they were measured."""

    rows: list[Row] = field(default_factory=list)

    def note(self, what: str, figure: str) -> None:
        """A figure without a goal."""
        self.rows.append(Row(what, figure))

    def check(self, what: str, figure: str, goal: str, holds: bool) -> None:
        self.rows.append(Row(what, figure, goal, holds))

    def at_most(self, what: str, value: float, limit: float, unit: str = "") -> None:
        """A figure that must not be above its goal."""
        self.check(what, number(value, unit), f"≤ {number(limit, unit)}", value <= limit)

    def missing(self, what: str, how_to_get_it: str) -> None:
        """Something that could not be measured here; a failure where everything is required."""
        self.rows.append(Row(what, f"not measured: {how_to_get_it}", "", False if everything_is_required() else None))

    @property
    def failures(self) -> list[Row]:
        return [row for row in self.rows if row.holds is False]

    def as_markdown(self) -> str:
        table = [("what", "figure", "goal", "holds?"), *(row.cells() for row in self.rows)]
        widths = [max(len(cells[column]) for cells in table) for column in range(4)]
        head, *body = ("| " + " | ".join(map(str.ljust, cells, widths)) + " |" for cells in table)
        return "\n".join([head, "|" + "|".join("-" * (width + 2) for width in widths) + "|", *body])


def everything_is_required() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"


def number(value: float, unit: str = "") -> str:
    """`1,234 B`, `12.3 ms`, `7`: three digits where there are fewer."""
    text = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{text} {unit}".strip()
