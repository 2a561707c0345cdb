"""Large files, which go to a bucket in parts, on the real server."""

import io
import threading
from collections.abc import Iterator

import pytest

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.content import PART
from audiostream.backend.adapters.s3.media import S3MediaStore
from audiostream.backend.adapters.s3.quick import Quick
from audiostream.backend.domain.catalogue import Media
from tests.support.s3 import new_bucket
from tests.support.threads import at_once

pytestmark = [pytest.mark.servers("seaweed"), pytest.mark.slow]

PATIENCE_S = 60


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with new_bucket() as made:
        yield made


def _put(bucket: Bucket, content: bytes) -> tuple[Media, bool]:
    return S3MediaStore(bucket).put(io.BytesIO(content), extension="flac", mime_type="audio/flac")


def test_two_who_have_both_sent_all_parts_store_one_file(bucket: Bucket) -> None:
    both, first_is_answered, refused = threading.Barrier(2), threading.Event(), list[bool]()

    def take_turns(**_: object) -> None:
        # Neither has found the file when it looked. SeaweedFS, unlike Amazon, may take both at the very same moment.
        if both.wait(PATIENCE_S):
            assert first_is_answered.wait(PATIENCE_S)

    def told(parsed: dict[str, object], **_: object) -> None:
        refused.append("Error" in parsed)
        first_is_answered.set()

    bucket.client.meta.events.register("before-call.s3.CompleteMultipartUpload", take_turns)
    bucket.client.meta.events.register("after-call.s3.CompleteMultipartUpload", told)
    stored = at_once(2, lambda _: _put(bucket, b"\1" * (20 << 20)))
    assert sorted(is_new for _, is_new in stored) == [False, True]
    assert refused == [False, True]
    # Uploads that are unfinished would be among them.
    assert [each.key for each in S3MediaStore(bucket).objects()] == [stored[0][0].key]
    assert stored[0][0] == stored[1][0]
    assert S3MediaStore(bucket).verify(stored[0][0].key) is None


def test_a_part_that_takes_long_keeps_none_behind_it_waiting(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    count, sent, send_part = 6, list[int](), Quick.send_part
    others_are_sent = threading.Event()

    def send_first_last(quick: Quick, key: str, upload_id: str, number: int, *part: bytes) -> str | None:
        if number == 1:
            assert others_are_sent.wait(PATIENCE_S), f"no more than {sorted(sent)} are sent before part 1"
        etag = send_part(quick, key, upload_id, number, *part)
        sent.append(number)
        if len(sent) == count - 1:
            others_are_sent.set()
        return etag

    monkeypatch.setattr(Quick, "send_part", send_first_last)
    media, is_new = _put(bucket, b"".join(bytes([number]) * PART for number in range(count - 1)) + b"end")
    assert is_new
    assert (sorted(sent), sent[-1]) == ([*range(1, count + 1)], 1)
    assert S3MediaStore(bucket).verify(media.key) is None
