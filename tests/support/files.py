"""The backends that the contract suites of files run on: stores, delivery and the probe.

Add your adapter here to have it tested: one function, and its name in the table below it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

import pytest

from audiostream.backend.adapters.cloudfront.delivery import CloudFrontDelivery
from audiostream.backend.adapters.cloudfront.signer import Signer
from audiostream.backend.adapters.local.delivery import LocalDelivery
from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.adapters.mutagen.limited import LimitedProbe
from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.delivery import S3Delivery
from audiostream.backend.adapters.s3.media import S3MediaStore
from audiostream.backend.ports import AudioProbe, Delivery, MediaStore
from tests.support import remote, web
from tests.support.edge import running_edge
from tests.support.s3 import Ages, new_bucket
from tests.support.signing import make_key


@dataclass(frozen=True)
class MediaBackend:
    """A store, empty at first; its delivery; and what no store offers to do to its files.

    ``age`` makes a file look as if it had been stored so long ago, ``spoil`` replaces its content.
    ``leave_unfinished`` leaves what an upload leaves that dies in the middle. ``fetch`` gets what is at an address,
    and ``refusal`` is what is said of a key that is none. ``expires`` tells whether addresses do, and ``expiry`` reads
    off an address itself when it does.
    """

    store: MediaStore
    delivery: Delivery
    age: Callable[[str, timedelta], None]
    spoil: Callable[[str, bytes], None]
    leave_unfinished: Callable[[], None]
    fetch: Callable[[str], bytes]
    expiry: Callable[[str], datetime | None] = lambda _: None
    expires: bool = False
    refusal: str = "is not a key"


def _fetched(url: str) -> bytes:
    with urlopen(url) as response:  # noqa: S310 - a file, or a server, of the test's own
        content: bytes = response.read()
    return content


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _moment_in(name: str) -> Callable[[str], datetime]:
    """Return what reads a parameter in seconds since the epoch off an address."""
    return lambda url: datetime.fromtimestamp(int(_query(url)[name]), UTC)


def _end_of_presigned(url: str) -> datetime:
    """Read an address of Signature Version 4."""
    told = _query(url)
    begins = datetime.strptime(told["X-Amz-Date"], "%Y%m%dT%H%M%S%z")
    return begins + timedelta(seconds=int(told["X-Amz-Expires"]))


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
        fetch=_fetched,
    )


@contextmanager
def _signed(folder: Path) -> Iterator[MediaBackend]:
    with web.running(folder) as site, _local(folder) as backend:

        def fetch(url: str) -> bytes:
            answer = site.nobody().get(url)
            assert answer.status_code == HTTPStatus.OK
            return answer.getvalue()

        delivery = site.services.web_delivery.delivery
        yield replace(backend, delivery=delivery, fetch=fetch, expiry=_moment_in("expires"), expires=True)


@contextmanager
def _http(folder: Path) -> Iterator[MediaBackend]:
    with remote.delivery(folder) as (delivery, media), _local(media.parent) as backend:
        # A server tells others no more than this; its log has the reason.
        refusal = "refuses to do this"
        yield replace(backend, delivery=delivery, refusal=refusal, expiry=_moment_in("expires"), expires=True)


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
        delivery = CloudFrontDelivery(edge.url, signer, backend.store.exists)
        yield replace(backend, delivery=delivery, expiry=_moment_in("Expires"))


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
        fetch=_fetched,
        expiry=_end_of_presigned,
        expires=True,
    )


MEDIA_BACKENDS: dict[str, Callable[[Path], AbstractContextManager[MediaBackend]]] = {
    "local": _local,
    "signed": _signed,
    "http": _http,
    "s3": _s3,
    "cloudfront": _cloudfront,
}

# Each as the parameter of a fixture: those that need a server are marked.
MEDIA_STORES = ["local", pytest.param("s3", marks=pytest.mark.servers("seaweed"))]
DELIVERIES = [*MEDIA_STORES, "signed", "http", pytest.param("cloudfront", marks=pytest.mark.servers("seaweed"))]

PROBES: dict[str, Callable[[], AudioProbe]] = {"mutagen": MutagenProbe, "limited": LimitedProbe}
