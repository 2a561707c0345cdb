"""The backends that the contract suites of files run on: stores, delivery and the probe.

Add your adapter here to have it tested: one function, and its name in the table below it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from audiostream.backend.adapters.cloudfront.delivery import CloudFrontDelivery
from audiostream.backend.adapters.cloudfront.signer import Signer
from audiostream.backend.adapters.local.delivery import LocalDelivery
from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.delivery import S3Delivery
from audiostream.backend.adapters.s3.media import S3MediaStore
from audiostream.backend.ports import AudioProbe, Delivery, MediaStore
from tests.support.edge import running_edge
from tests.support.s3 import Ages, new_bucket
from tests.support.signing import make_key


@dataclass(frozen=True)
class MediaBackend:
    """A store, empty at first; its delivery; and what no store offers to do to its files.

    ``age`` makes a file look as if it had been stored so long ago, ``spoil`` replaces its content.
    ``leave_unfinished`` leaves what an upload leaves that dies in the middle.
    """

    store: MediaStore
    delivery: Delivery
    age: Callable[[str, timedelta], None]
    spoil: Callable[[str, bytes], None]
    leave_unfinished: Callable[[], None]


@contextmanager
def _local(folder: Path) -> Iterator[MediaBackend]:
    root = folder / "media"

    def age(key: str, by: timedelta) -> None:
        moment = (root / key).stat().st_mtime - by.total_seconds()
        os.utime(root / key, (moment, moment))

    def spoil(key: str, content: bytes) -> None:
        (root / key).write_bytes(content)

    def leave_unfinished() -> None:
        (root / "incoming").mkdir(parents=True, exist_ok=True)
        (root / "incoming" / "0123456789abcdef.part").write_bytes(b"half a so")

    yield MediaBackend(
        store=LocalMediaStore(root),
        delivery=LocalDelivery(root),
        age=age,
        spoil=spoil,
        leave_unfinished=leave_unfinished,
    )


@contextmanager
def _s3(_: Path) -> Iterator[MediaBackend]:
    with new_bucket() as bucket:
        yield _on(bucket)


@contextmanager
def _cloudfront(folder: Path) -> Iterator[MediaBackend]:
    folder.mkdir()
    keys = {"K2EXAMPLE": make_key(folder / "cdn.pem")}
    with new_bucket() as bucket, running_edge(bucket, keys) as edge:
        backend = _on(bucket)
        signer = Signer.load(folder / "cdn.pem", "K2EXAMPLE")
        yield replace(backend, delivery=CloudFrontDelivery(edge.url, signer, backend.store.exists))


def _on(bucket: Bucket) -> MediaBackend:
    def spoil(key: str, content: bytes) -> None:
        bucket.client.put_object(Bucket=bucket.name, Key=key, Body=content)

    def leave_unfinished() -> None:
        place = {"Bucket": bucket.name, "Key": "songs/aa/aa.flac"}
        begun = bucket.client.create_multipart_upload(**place)
        bucket.client.upload_part(**place, UploadId=begun["UploadId"], PartNumber=1, Body=b"half a so")

    return MediaBackend(
        store=S3MediaStore(bucket),
        delivery=S3Delivery(bucket),
        age=Ages(bucket).age,
        spoil=spoil,
        leave_unfinished=leave_unfinished,
    )


MEDIA_BACKENDS: dict[str, Callable[[Path], AbstractContextManager[MediaBackend]]] = {
    "local": _local,
    "s3": _s3,
    "cloudfront": _cloudfront,
}

# Each as the parameter of a fixture: those that need a server are marked.
MEDIA_STORES = ["local", pytest.param("s3", marks=pytest.mark.servers("seaweed"))]
DELIVERIES = [*MEDIA_STORES, pytest.param("cloudfront", marks=pytest.mark.servers("seaweed"))]

PROBES: dict[str, Callable[[], AudioProbe]] = {"mutagen": MutagenProbe}
