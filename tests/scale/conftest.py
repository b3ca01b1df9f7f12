from collections.abc import Iterator
from typing import Any

import pytest

from tests import s3


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    with s3.serving() as address:
        yield address


@pytest.fixture
def bucket(s3_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> s3.Bucket:
    """The site as it is with S3_BUCKET, and a bucket that holds nothing yet."""
    made = s3.Bucket(s3_server)
    s3.keep_files_in(made.environment, settings, monkeypatch)
    return made
