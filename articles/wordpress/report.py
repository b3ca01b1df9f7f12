"""What an import did, or would do: every item of the file with its outcome and reason, and sums that agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from textwrap import indent
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Outcome(StrEnum):
    IMPORTED = "imported"
    CHANGED = "changed"
    SKIPPED = "skipped"
    FAILED = "failed"


HEADINGS = {
    Outcome.IMPORTED: gettext_lazy("Imported"),
    Outcome.CHANGED: gettext_lazy("Changed"),
    Outcome.SKIPPED: gettext_lazy("Skipped"),
    Outcome.FAILED: gettext_lazy("Failed"),
}
WIDTH = 12


@dataclass
class Entry:
    """One item of the file, by its `position` there.

    `made` names, by kind, what was made along the way that is no item of the file; `comments` counts those of the item
    by what became of them; `page` is the number of the page it became.
    """

    outcome: Outcome
    kind: str
    title: str
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    position: int = 0
    made: list[tuple[str, str]] = field(default_factory=list)
    comments: dict[str, int] = field(default_factory=dict)
    page: int | None = None

    def __str__(self) -> str:
        line = f"  {self.kind}: {self.title}" + (f" ({self.reason})" if self.reason else "")
        return "\n".join([line, *(f"    - {note}" for note in self.notes)])


class Entries(Protocol):
    """Where entries are kept."""

    def append(self, entry: Entry) -> None: ...

    def of(self, outcome: Outcome) -> Iterator[Entry]: ...

    def counts(self) -> dict[str, Counter[str]]:
        """How many of each kind have each outcome, kinds by name."""


class InMemory(list[Entry]):
    """Entries of a dry run from the command line, which leaves nothing behind."""

    def of(self, outcome: Outcome) -> Iterator[Entry]:
        return iter(sorted((entry for entry in self if entry.outcome == outcome), key=lambda entry: entry.position))

    def counts(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for entry in sorted(self, key=lambda entry: entry.kind):
            found.setdefault(entry.kind, Counter())[entry.outcome] += 1
        return found


@dataclass
class Report:
    """`remarks` concern the file as a whole."""

    title: str
    expected: int
    dry_run: bool = False
    entries: Entries = field(default_factory=InMemory)
    remarks: list[str] = field(default_factory=list)
    comments: int = 0

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)

    def all(self) -> Iterator[Entry]:
        for outcome in Outcome:
            yield from self.entries.of(outcome)

    @property
    def made(self) -> dict[str, list[str]]:
        """What was made along the way, by kind, each once."""
        found: dict[str, dict[str, None]] = {}
        for entry in self.all():
            for kind, name in entry.made:
                found.setdefault(kind, {})[name] = None
        return {kind: list(names) for kind, names in found.items()}

    def count(self, outcome: Outcome) -> int:
        return sum(found[outcome] for found in self.entries.counts().values())

    def render(self) -> str:
        """The report as plain text."""
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        yield self.title
        if self.dry_run:
            yield _("A dry run: nothing was changed. This is what would happen.")
        for outcome, heading in HEADINGS.items():
            number = self.count(outcome)
            if number:
                yield f"\n{heading} ({number})"
                yield from map(str, self.entries.of(outcome))
        if made := self.made:
            yield "\n" + _("Made along the way")
            for kind, names in made.items():
                yield f"  {kind} ({len(names)})"
                yield from (indent(name, "    ") for name in names)
        if said := [*self.remarks, *self.comment_lines()]:
            yield "\n" + _("To know")
            yield from (f"  {remark}" for remark in said)
        yield from self.table_lines()

    def comment_counts(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for entry in self.all():
            counts.update(entry.comments)
        return counts

    def comment_lines(self) -> Iterator[str]:
        if self.comments:
            yield _("Comments in the file: {count}, of which").format(count=self.comments)
            yield from (f"  {what}: {number}" for what, number in self.comment_counts().items())

    def table(self) -> list[tuple[str, list[int]]]:
        """Numbers by kind and outcome; the last row is the sum of the others, and of the items in the file."""
        counts = self.entries.counts()
        rows = [*counts.items(), (_("all"), sum(counts.values(), Counter()))]
        numbers = [(kind, [found[outcome] for outcome in HEADINGS]) for kind, found in rows]
        return [(kind, [*row, sum(row)]) for kind, row in numbers]

    def table_lines(self) -> Iterator[str]:
        rows = self.table()
        kind_width = max(len(kind) for kind, _numbers in rows) + 2
        heads = [str(heading).lower() for heading in HEADINGS.values()] + [_("together")]
        yield "\n" + " " * kind_width + "".join(head.rjust(WIDTH) for head in heads)
        for kind, numbers in rows:
            yield kind.ljust(kind_width) + "".join(str(number).rjust(WIDTH) for number in numbers)
        yield self.verdict()

    def verdict(self) -> str:
        """Whether every item of the file was seen."""
        seen = sum(sum(found.values()) for found in self.entries.counts().values())
        if seen == self.expected:
            return _("The file holds {count} items; each is named above.").format(count=self.expected)
        message = _("The file holds {expected} items, but {count} were seen: it changed while it was read.")
        return message.format(expected=self.expected, count=seen)
