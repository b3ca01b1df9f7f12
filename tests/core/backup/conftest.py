import shutil
from pathlib import Path
from typing import Any

import pytest

from core.backup import age


@pytest.fixture(autouse=True)
def quick_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK_FACTOR", 4)
    monkeypatch.delenv("BACKUP_PASSPHRASE", raising=False)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """None of other tests, of which the rows are gone."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    shutil.rmtree(settings.PRIVATE_ROOT, ignore_errors=True)


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> str:
    value = "the tide gauge stands at nine"
    monkeypatch.setenv("BACKUP_PASSPHRASE", value)
    return value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "island.backup"
