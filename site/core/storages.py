"""Files in a bucket, which stays private: nobody but the site reads it (decision 0012)."""

from typing import Any
from urllib.parse import urljoin

from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A bucket whose files have an address of the site's own below `base_url`, or none at all, as on a local disk."""

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "base_url": None}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        if self.base_url is None:
            raise ValueError("This file has no address.")
        return urljoin(self.base_url, filepath_to_uri(name).lstrip("/"))
