"""How far a long command is."""

import time
from dataclasses import dataclass, field

from django.core.management.base import OutputWrapper

WIDTH = 30


@dataclass
class Progress:
    """A bar that fills on one line of a terminal; elsewhere a line for every tenth."""

    what: str
    total: int
    output: OutputWrapper
    done: int = 0
    told: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, number: int) -> None:
        self.done += number
        if self.output.isatty():
            end = "\n" if self.done >= self.total else ""
            self.output.write(f"\r{self.bar()} {self.sentence()}", ending=end)
            self.output.flush()
        elif (tenths := self.done * 10 // self.total) > self.told:
            self.told = tenths
            self.output.write(self.sentence())

    def reach(self, number: int) -> None:
        """The same, told how much is done in all; what was told before is not told again."""
        if number > self.done:
            self.add(min(number, self.total) - self.done)

    def bar(self) -> str:
        filled = WIDTH * self.done // self.total
        return f"[{'#' * filled}{'.' * (WIDTH - filled)}]"

    def sentence(self) -> str:
        rate = self.done / max(time.monotonic() - self.began, 0.001)
        return f"{self.done * 100 // self.total:3} %  {self.done:,} of {self.total:,} {self.what}, {rate:,.0f} a second"
