"""What an editor should know of a post that was imported."""

from __future__ import annotations

from collections.abc import Iterator


class Notes:
    """Sentences, each once; those about several things of one kind are put together."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def add(self, sentence: str) -> None:
        self.found.setdefault(sentence, [])

    def add_to(self, sentence: str, name: str) -> None:
        """Puts the name into the list that `{names}` in the sentence stands for."""
        names = self.found.setdefault(sentence, [])
        if name not in names:
            names.append(name)

    def __iter__(self) -> Iterator[str]:
        return (
            sentence.replace("{names}", ", ".join(names)) if names else sentence
            for sentence, names in self.found.items()
        )
