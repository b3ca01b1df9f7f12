import errno
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from newsletter.models import GuidebookPage
from tests import s3
from tests.bench.island import free_port
from tests.factories.newsletter import GuidebookPageFactory


@pytest.fixture
def closed_port() -> int:
    """Where nobody listens."""
    return free_port()


@pytest.fixture
def guidebook(db: None) -> GuidebookPage:
    return GuidebookPage.objects.get(pk=GuidebookPageFactory().pk)


@pytest.fixture
def as_answered() -> Callable[[Client], Client]:
    """What goes wrong is answered, as it would be to a browser, and not raised."""

    def turn(client: Client) -> Client:
        client.raise_request_exception = False
        return client

    return turn


@pytest.fixture
def full_disk() -> Callable[[], AbstractContextManager[Any]]:
    """Within, no file can be written into a storage."""
    error = OSError(errno.ENOSPC, "No space left on device")
    return lambda: patch("django.core.files.storage.FileSystemStorage._save", side_effect=error)


@pytest.fixture
def lost_bucket(settings: Any, monkeypatch: pytest.MonkeyPatch, closed_port: int) -> Callable[[], None]:
    """From then on the site keeps its files in a bucket that cannot be reached."""

    bucket = {"S3_BUCKET": "island", "S3_ENDPOINT_URL": f"http://127.0.0.1:{closed_port}", **s3.KEYS}
    return lambda: s3.keep_files_in(bucket, settings, monkeypatch)
