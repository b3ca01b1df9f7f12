"""What an import did, or would do: every item of the file with its outcome and reason, and sums that agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from textwrap import indent

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
    """One item of the file."""

    outcome: Outcome
    kind: str
    title: str
    reason: str = ""
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        line = f"  {self.kind}: {self.title}" + (f" ({self.reason})" if self.reason else "")
        return "\n".join([line, *(f"    - {note}" for note in self.notes)])


@dataclass
class Report:
    """`made` names what was made along the way that is no item of the file; `remarks` concern the file as a whole."""

    title: str
    expected: int
    dry_run: bool = False
    entries: list[Entry] = field(default_factory=list)
    made: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)

    def note_made(self, kind: str, name: str) -> None:
        names = self.made.setdefault(kind, [])
        if name not in names:
            names.append(name)

    def count(self, outcome: Outcome) -> int:
        return sum(entry.outcome == outcome for entry in self.entries)

    def render(self) -> str:
        """The report as plain text."""
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        yield self.title
        if self.dry_run:
            yield _("A dry run: nothing was changed. This is what would happen.")
        for outcome, heading in HEADINGS.items():
            entries = [entry for entry in self.entries if entry.outcome == outcome]
            if entries:
                yield f"\n{heading} ({len(entries)})"
                yield from map(str, entries)
        if self.made:
            yield "\n" + _("Made along the way")
            for kind, names in self.made.items():
                yield f"  {kind} ({len(names)})"
                yield from (indent(name, "    ") for name in names)
        if self.remarks:
            yield "\n" + _("To know")
            yield from (f"  {remark}" for remark in self.remarks)
        yield from self.table()

    def table(self) -> Iterator[str]:
        """Numbers by kind and outcome; the last row is the sum of the others, and of the items in the file."""
        counts: dict[str, Counter[Outcome]] = {}
        for entry in self.entries:
            counts.setdefault(entry.kind, Counter())[entry.outcome] += 1
        kind_width = max([len(kind) for kind in counts] + [len(_("all"))]) + 2
        heads = [str(heading).lower() for heading in HEADINGS.values()] + [_("together")]
        yield "\n" + " " * kind_width + "".join(head.rjust(WIDTH) for head in heads)
        for kind, found in [*counts.items(), (_("all"), sum(counts.values(), Counter()))]:
            numbers = [found[outcome] for outcome in HEADINGS]
            yield kind.ljust(kind_width) + "".join(str(number).rjust(WIDTH) for number in [*numbers, sum(numbers)])
        if len(self.entries) == self.expected:
            yield _("The file holds {count} items; each is named above.").format(count=self.expected)
        else:
            message = _("The file holds {expected} items, but {count} were seen: it changed while it was read.")
            yield message.format(expected=self.expected, count=len(self.entries))
