"""The bucket as a system of the cluster, on a real server."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.media import S3MediaStore
from audiostream.backend.adapters.s3.options import S3Options
from audiostream.backend.adapters.s3.system import S3System
from audiostream.backend.cluster.system import State, Step
from audiostream.errors import AudiostreamError, Rejected, Unavailable
from tests.support.s3 import new_bucket, options
from tests.support.threads import at_once
from tools.servers import addresses

pytestmark = pytest.mark.servers("seaweed")


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with new_bucket() as made:
        yield made


def _apply(steps: Sequence[Step]) -> None:
    for step in steps:
        if step.apply and step.item.state in (State.MISSING, State.OUTDATED):
            step.apply()


def _put(bucket: Bucket) -> str:
    return S3MediaStore(bucket).put(io.BytesIO(b"sound"), extension="mp3", mime_type="audio/mpeg")[0].key


def test_a_bucket_is_made_once_by_many_at_the_same_time(bucket: Bucket) -> None:
    bucket.client.delete_bucket(Bucket=bucket.name)
    system = S3System(bucket)
    system.ping()
    assert [step.item.state for step in system.plan()][:1] == [State.MISSING]
    at_once(4, lambda _: _apply(S3System(bucket).plan()))
    assert {step.item.state for step in system.plan()} == {State.UNCHANGED}
    assert all(finding.ok for finding in system.health())
    assert S3MediaStore(bucket).exists(_put(bucket))


def test_uploads_that_died_are_removed_by_the_bucket_itself(bucket: Bucket) -> None:
    theirs = {"ID": "theirs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30}}
    bucket.client.put_bucket_lifecycle_configuration(Bucket=bucket.name, LifecycleConfiguration={"Rules": [theirs]})
    _apply(S3System(bucket).plan())
    rules = bucket.client.get_bucket_lifecycle_configuration(Bucket=bucket.name)["Rules"]
    assert {each["ID"] for each in rules} == {"theirs", "audiostream-unfinished-uploads"}


def test_versions_are_told_and_left_to_the_operator(bucket: Bucket) -> None:
    _apply(S3System(bucket).plan())
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    [drifted] = [step for step in S3System(bucket).plan() if step.item.state is State.DRIFTED]
    assert drifted.item.kind == "versioning"
    assert drifted.apply is None
    assert [finding.subject for finding in S3System(bucket).health() if not finding.ok] == ["versioning: off"]


def test_files_are_kept_with_what_players_and_caches_need(bucket: Bucket) -> None:
    found = bucket.client.head_object(Bucket=bucket.name, Key=_put(bucket))
    assert (found["ContentType"], found["CacheControl"]) == ("audio/mpeg", "public, max-age=31536000, immutable")


def test_a_stranger_gets_no_file_and_no_list(bucket: Bucket) -> None:
    _apply(S3System(bucket).plan())
    place = {"Bucket": bucket.name, "Key": _put(bucket)}
    signed = bucket.client.generate_presigned_url("get_object", Params=place)
    assert httpx.get(signed).content == b"sound"
    for unsigned in (signed.partition("?")[0], f"{addresses.S3_ENDPOINT}/{bucket.name}"):
        answer = httpx.get(unsigned)
        assert (answer.status_code, b"AccessDenied" in answer.content) == (403, True)


def test_the_server_is_told_with_its_version_where_it_tells_one(bucket: Bucket) -> None:
    told = re.compile(r"SeaweedFS [\w.]+ \d+\.\d+, answers in \d+ ms")
    system = S3System(bucket)
    assert told.fullmatch(system.health()[0].detail)
    assert told.fullmatch(S3System(Bucket(options("nobodys"))).health()[0].detail)

    def keep_quiet(parsed: dict[str, Any], **_: object) -> None:
        del parsed["ResponseMetadata"]["HTTPHeaders"]["server"]

    bucket.once.meta.events.register("after-call.s3.HeadBucket", keep_quiet)
    assert re.fullmatch(r"answers in \d+ ms", system.health()[0].detail)


def test_a_file_in_many_parts_is_sent_once_and_renewed(bucket: Bucket) -> None:
    store, size = S3MediaStore(bucket), 3 * (8 << 20) + 7
    begun: list[int] = []
    bucket.client.meta.events.register("before-call.s3.CreateMultipartUpload", lambda **_: begun.append(1))
    media, _ = store.put(io.BytesIO(b"\1" * size), extension="flac", mime_type="audio/flac")
    assert (media.size, len(begun)) == (size, 1)
    before = bucket.client.head_object(Bucket=bucket.name, Key=media.key)
    assert before["ETag"].endswith('-4"')
    assert before["CacheControl"] == "public, max-age=31536000, immutable"
    assert store.put(io.BytesIO(b"\1" * size), extension="flac", mime_type="audio/flac") == (media, False)
    assert len(begun) == 1
    assert store.verify(media.key) is None


def test_what_changes_while_it_is_sent_is_refused_and_leaves_nothing(bucket: Bucket) -> None:
    class Changing(io.BytesIO):
        def seek(self, offset: int, whence: int = 0, /) -> int:
            self.getbuffer()[-1] = 9
            return super().seek(offset, whence)

    store = S3MediaStore(bucket)
    with pytest.raises(AudiostreamError, match="changed while it was read"):
        store.put(Changing(bytes(20 << 20)), extension="flac", mime_type="audio/flac")
    assert list(store.objects()) == []


def _options(**changed: Any) -> S3Options:  # noqa: ANN401 - any field
    return replace(options("nobodys"), **changed)


@pytest.mark.parametrize(
    ("given", "kind", "hint"),
    [
        (_options(endpoint="http://127.0.0.1:1"), Unavailable, "Start the server"),
        (_options(), Unavailable, "audiostream cluster init"),
        (_options(endpoint="nonsense"), Rejected, "https://"),
        (_options(access_key="stranger"), Rejected, "s3_access_key"),
        (_options(secret_key="another"), Rejected, "s3_secret_key"),  # noqa: S106 - a wrong one
    ],
    ids=["down", "no bucket", "no address", "no such key", "wrong secret"],
)
def test_what_is_wrong_is_told_with_what_to_do(given: S3Options, kind: type[AudiostreamError], hint: str) -> None:
    with pytest.raises(kind) as caught:
        list(S3MediaStore(Bucket(given)).objects())
    assert hint in str(caught.value.hint)
    assert "another" not in f"{given} {caught.value.message}"


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (_options(endpoint="http://127.0.0.1:1"), Unavailable),
        (_options(endpoint="nonsense"), Rejected),
        (_options(access_key="stranger"), Rejected),
        (_options(secret_key="another"), Rejected),  # noqa: S106 - a wrong one
    ],
    ids=["down", "no address", "no such key", "wrong secret"],
)
def test_an_upload_that_cannot_be_is_told_too(given: S3Options, kind: type[AudiostreamError]) -> None:
    with pytest.raises(kind) as caught:
        _put(Bucket(given))
    assert caught.value.hint


def test_what_is_stored_quickly_is_stored_as_by_the_client(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where boto3 finds the credentials, its client alone stores.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", addresses.S3_ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", addresses.S3_SECRET_KEY)
    plain = Bucket(replace(bucket.options, access_key=None, secret_key=None))
    assert (bucket.quick is None, plain.quick is None) == (False, True)
    heads = []
    for each in (bucket, plain):
        key = _put(each)
        head = each.client.head_object(Bucket=each.name, Key=key, ChecksumMode="ENABLED")
        heads.append({name: head.get(name) for name in ("ContentType", "CacheControl", "ETag", "ChecksumSHA256")})
        S3MediaStore(each).delete(key)
    assert heads[0] == heads[1]
    assert None not in heads[0].values()
