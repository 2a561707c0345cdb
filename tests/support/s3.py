"""Buckets of the test server, and what its clock would say in some hours.

The server is started by ``python -m tools.servers up``.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.options import S3Options
from tools.servers import addresses

_READS = ("HeadObject", "ListObjectsV2")
_CHANGES = ("PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject")


def options(bucket: str) -> S3Options:
    """Return how a bucket of the test server is reached."""
    return S3Options(
        bucket=bucket,
        endpoint=addresses.S3_ENDPOINT,
        region=addresses.S3_REGION,
        access_key=addresses.S3_ACCESS_KEY,
        secret_key=addresses.S3_SECRET_KEY,
    )


@contextmanager
def new_bucket() -> Iterator[Bucket]:
    """Give an empty bucket that is gone afterwards, with all that is in it."""
    bucket = Bucket(options(f"test-{uuid4().hex}"))
    bucket.client.create_bucket(Bucket=bucket.name)
    try:
        yield bucket
    finally:
        remove_bucket(bucket)


def remove_bucket(bucket: Bucket) -> None:
    """Remove a bucket with all that is in it."""
    client, name = bucket.client, bucket.name
    for page in client.get_paginator("list_multipart_uploads").paginate(Bucket=name):
        for upload in page.get("Uploads", ()):
            client.abort_multipart_upload(Bucket=name, Key=upload["Key"], UploadId=upload["UploadId"])
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
        if found := page.get("Contents"):
            client.delete_objects(Bucket=name, Delete={"Objects": [{"Key": each["Key"]} for each in found]})
    with suppress(client.exceptions.NoSuchBucket):
        client.delete_bucket(Bucket=name)


@dataclass
class Ages:
    """Lets objects look older than they are: no S3 server can be told when one was written.

    It changes the times in the server's answers, between boto3 and the adapter, until the object is written anew
    or removed.
    """

    bucket: Bucket
    _ages: dict[str, timedelta] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for events in (self.bucket.client.meta.events, self.bucket.once.meta.events):
            for operation in (*_READS, *_CHANGES):
                events.register(f"provide-client-params.s3.{operation}", self._asked)
            for operation in _READS:
                events.register(f"after-call.s3.{operation}", self._told)
            for operation in _CHANGES:
                events.register(f"after-call.s3.{operation}", self._changed)

    def age(self, key: str, by: timedelta) -> None:
        """Let an object look older, by so much more."""
        self._ages[key] = self._ages.get(key, timedelta()) + by

    @staticmethod
    def _asked(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        context["key"] = params.get("Key")

    def _told(self, parsed: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        entries = parsed.get("Contents", [parsed | {"Key": context.get("key")}])
        for entry in entries:
            if "LastModified" in entry:
                entry["LastModified"] -= self._ages.get(entry["Key"], timedelta())
        if "Contents" not in parsed and "LastModified" in parsed:
            parsed["LastModified"] = entries[0]["LastModified"]

    def _changed(self, parsed: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        if "Error" not in parsed:
            self._ages.pop(str(context.get("key")), None)
