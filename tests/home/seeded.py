"""Bulk content for tests: with pictures so small that making their renditions takes no time."""

from typing import Any

import pytest

from home.seeding import pictures, seed_articles, seed_leads


@pytest.fixture
def small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SIZE", (60, 40))
    monkeypatch.setattr("core.images.FORMATS", ("jpeg",))


@pytest.fixture
def seed(db: None, small_pictures: None) -> Any:
    """Seeds to the end; what each step has added."""

    def run(articles: int = 12, authors: int = 3, seed: int = 1) -> list[int]:
        return list(seed_articles(articles, authors, seed))

    return run


@pytest.fixture
def seed_people(db: None) -> Any:
    def run(number: int = 60, seed: int = 1) -> list[int]:
        return list(seed_leads(number, seed))

    return run
