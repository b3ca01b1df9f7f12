"""Files in a bucket, which stays private: nobody but the site reads it (decision 0012)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# Without these a request waits minutes for a bucket that is gone.
CONFIG = Config(
    signature_version="s3v4",
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 2, "mode": "standard"},
)


@contextmanager
def as_on_a_disk() -> Iterator[None]:
    """A bucket that cannot be reached, or refuses, is an `OSError`, as a disk's faults are."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"The bucket does not answer as it should: {error}") from error


class BucketStorage(S3Storage):
    """A bucket whose files have an address of the site's own below `base_url`, or none at all, as on a local disk."""

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "base_url": None, "client_config": CONFIG}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        if self.base_url is None:
            raise ValueError("This file has no address.")
        return urljoin(self.base_url, filepath_to_uri(name).lstrip("/"))

    def exists(self, name: str) -> bool:
        with as_on_a_disk():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with as_on_a_disk():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> File:
        """Fetched at once, so that what fails does so here and not in the middle of an answer."""
        with as_on_a_disk():
            return super()._open(name, mode).open()

    def _save(self, name: str, content: File) -> str:
        with as_on_a_disk():
            return str(super()._save(name, content))
