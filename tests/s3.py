"""A server that speaks S3, on this machine: moto, which answers nobody without a key."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from config import env
from core.backup import files

KEYS = {"AWS_ACCESS_KEY_ID": "island", "AWS_SECRET_ACCESS_KEY": "island", "AWS_DEFAULT_REGION": "eu-central-1"}


@contextmanager
def serving() -> Iterator[str]:
    """Its address."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


class Bucket:
    """A new bucket of its own, as the provider sees it."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self.name = endpoint, f"island-{uuid4().hex[:12]}"
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=KEYS["AWS_DEFAULT_REGION"],
        )
        place = {"LocationConstraint": KEYS["AWS_DEFAULT_REGION"]}
        self.client.create_bucket(Bucket=self.name, CreateBucketConfiguration=place)

    @property
    def environment(self) -> dict[str, str]:
        return {"S3_BUCKET": self.name, "S3_ENDPOINT_URL": self.endpoint, **KEYS}

    def content(self) -> dict[str, bytes]:
        found = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {
            entry["Key"]: self.client.get_object(Bucket=self.name, Key=entry["Key"])["Body"].read() for entry in found
        }

    def empty(self) -> None:
        for name in self.content():
            self.client.delete_object(Bucket=self.name, Key=name)


def keep_files_in(bucket: dict[str, str], settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes of the settings what these variables would have made of them at the start."""
    for name, value in bucket.items():
        monkeypatch.setenv(name, value)
    in_bucket = env.storages("S3_BUCKET", "S3_ENDPOINT_URL", media_url="/media/", private_root=settings.PRIVATE_ROOT)
    settings.S3_BUCKET, settings.STORAGES = bucket["S3_BUCKET"], {**settings.STORAGES, **in_bucket}
    for field in files.fields().values():
        if hasattr(field, "_storage_callable"):  # It has asked for its storage once, when its model was loaded.
            monkeypatch.setattr(field, "storage", field._storage_callable())
