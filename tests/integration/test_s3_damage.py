"""What is stored in a bucket as something else than was sent: it is told, and it does not stay."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.content import PART, encoded
from audiostream.backend.adapters.s3.media import S3MediaStore
from audiostream.backend.domain.catalogue import Media
from audiostream.errors import Unavailable
from tests.support.relay import relay
from tests.support.s3 import new_bucket
from tools.servers import addresses

pytestmark = pytest.mark.servers("seaweed")

OTHER = encoded(hashlib.sha256(b"other").digest())


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with new_bucket() as made:
        yield made


@pytest.fixture
def plain(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """The same bucket, for which boto3 finds the credentials: its client alone stores."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", addresses.S3_ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", addresses.S3_SECRET_KEY)
    made = Bucket(replace(bucket.options, access_key=None, secret_key=None))
    assert made.quick is None
    return made


@pytest.fixture(params=[10_000, PART + 1], ids=["whole", "in parts"])
def content(request: pytest.FixtureRequest) -> bytes:
    return b"\1" * int(request.param)


def _put(bucket: Bucket, content: bytes) -> tuple[Media, bool]:
    return S3MediaStore(bucket).put(io.BytesIO(content), extension="flac", mime_type="audio/flac")


def _after_stored(bucket: Bucket, handler: Callable[..., None]) -> None:
    for operation in ("PutObject", "CompleteMultipartUpload"):
        bucket.client.meta.events.register(f"after-call.s3.{operation}", handler)


def test_what_is_changed_on_its_way_is_told_and_not_stored(bucket: Bucket, content: bytes) -> None:
    # Of what is signed and sent, the content alone has such bytes.
    with relay(addresses.S3_PORT, change=lambda data: data.replace(b"\1", b"\2")) as way:
        beyond = Bucket(replace(bucket.options, endpoint=f"http://127.0.0.1:{way.port}"))
        with pytest.raises(Unavailable, match="arrived damaged") as caught:
            _put(beyond, content)
    assert "try again" in str(caught.value.hint)
    assert list(S3MediaStore(bucket).objects()) == []


def test_what_the_server_found_another_checksum_of_is_told_and_removed(plain: Bucket, content: bytes) -> None:
    def tell_another(parsed: dict[str, Any], **_: object) -> None:
        parsed["ChecksumSHA256"] = OTHER

    _after_stored(plain, tell_another)
    with pytest.raises(Unavailable, match="stored with other content") as caught:
        _put(plain, content)
    assert caught.value.hint == "Upload it again."
    assert list(S3MediaStore(plain).objects()) == []


@pytest.mark.parametrize("damaged", [False, True], ids=["right", "damaged"])
def test_where_no_checksum_is_told_the_bytes_are_read_back(
    bucket: Bucket, plain: Bucket, content: bytes, *, damaged: bool
) -> None:
    readings: list[int] = []

    def tell_none(parsed: dict[str, Any], **_: object) -> None:
        parsed.pop("ChecksumSHA256", None)
        if damaged:
            [stored] = S3MediaStore(bucket).objects()
            bucket.client.put_object(Bucket=bucket.name, Key=stored.key, Body=content[:-1] + b"\2")

    _after_stored(plain, tell_none)
    plain.client.meta.events.register("before-call.s3.GetObject", lambda **_: readings.append(1))
    if damaged:
        with pytest.raises(Unavailable, match="stored with other content"):
            _put(plain, content)
        assert list(S3MediaStore(bucket).objects()) == []
    else:
        media, is_new = _put(plain, content)
        assert is_new
        assert S3MediaStore(bucket).verify(media.key) is None
    assert len(readings) == 1
