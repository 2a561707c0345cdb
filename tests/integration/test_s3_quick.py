"""What is stored without boto3's client, on the real server."""

import hashlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from urllib3.util import connection

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.quick import Quick
from tests.support import secured
from tests.support.daemons import free_port
from tests.support.s3 import new_bucket
from tools.servers.addresses import S3_TLS_ENDPOINT

pytestmark = pytest.mark.servers("seaweed")

BODY = b"sound " * 10_000
RIGHT = hashlib.sha256(BODY).digest()
WRONG = hashlib.sha256(b"other").digest()
HEADERS = {"Content-Type": "audio/flac", "Cache-Control": "public"}


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with new_bucket() as made:
        yield made


def _quick(bucket: Bucket) -> Quick:
    assert bucket.quick is not None
    return bucket.quick


def test_a_file_is_stored_once_with_its_headers(bucket: Bucket) -> None:
    quick = _quick(bucket)
    assert [quick.create("songs/a b.flac", BODY, RIGHT, HEADERS) for _ in range(2)] == [True, False]
    found = bucket.client.get_object(Bucket=bucket.name, Key="songs/a b.flac")
    assert found["Body"].read() == BODY
    assert (found["ContentType"], found["CacheControl"]) == ("audio/flac", "public")


def test_the_end_of_a_request_does_not_wait_for_its_beginning_to_be_confirmed(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[socket.socket] = []

    def remembered(*given: Any, **named: Any) -> socket.socket:  # noqa: ANN401 - as the library has it
        made.append(create_connection(*given, **named))
        return made[-1]

    create_connection = connection.create_connection
    monkeypatch.setattr(connection, "create_connection", remembered)
    assert _quick(bucket).create("songs/a.flac", BODY, RIGHT, HEADERS) is True
    assert [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0 for each in made] == [True]


def test_what_arrives_as_something_else_is_not_stored(bucket: Bucket) -> None:
    assert _quick(bucket).create("songs/a.flac", BODY, WRONG, HEADERS) is None
    assert bucket.head("songs/a.flac") is None


def test_a_part_is_taken_only_as_it_was_hashed(bucket: Bucket) -> None:
    place = {"Bucket": bucket.name, "Key": "songs/a.flac"}
    upload_id = bucket.client.create_multipart_upload(**place, ChecksumAlgorithm="SHA256")["UploadId"]
    quick = _quick(bucket)
    assert quick.send_part("songs/a.flac", upload_id, 1, BODY, WRONG) is None
    etag = quick.send_part("songs/a.flac", upload_id, 1, BODY, RIGHT)
    [part] = bucket.client.list_parts(**place, UploadId=upload_id)["Parts"]
    assert (part["ETag"], part["Size"]) == (etag, len(BODY))


def test_a_server_that_is_not_there_is_left_to_the_client(bucket: Bucket) -> None:
    quick = _quick(Bucket(replace(bucket.options, endpoint=f"http://127.0.0.1:{free_port()}")))
    assert quick.create("songs/a.flac", BODY, RIGHT, HEADERS) is None
    assert quick.send_part("songs/a.flac", "id", 1, BODY, RIGHT) is None


def test_wrong_credentials_are_left_to_the_client(bucket: Bucket) -> None:
    quick = _quick(Bucket(replace(bucket.options, secret_key=uuid4().hex)))
    assert quick.create("songs/a.flac", BODY, RIGHT, HEADERS) is None
    assert bucket.head("songs/a.flac") is None


def test_a_region_need_not_be_told(bucket: Bucket) -> None:
    quick = _quick(Bucket(replace(bucket.options, region=None)))
    assert quick.create("songs/a.flac", BODY, RIGHT, HEADERS) is True


def test_authorities_are_those_that_the_options_name(bucket: Bucket) -> None:
    by_tls = replace(bucket.options, endpoint=S3_TLS_ENDPOINT)
    assert _quick(Bucket(by_tls)).create("songs/a.flac", BODY, RIGHT, HEADERS) is None
    trusting = Bucket(replace(by_tls, ca_file=secured.authority()))
    assert _quick(trusting).create("songs/a.flac", BODY, RIGHT, HEADERS) is True


def test_what_boto3_would_have_to_find_leaves_all_to_the_client(bucket: Bucket) -> None:
    given = bucket.options
    lacking = [
        replace(given, endpoint=None),
        replace(given, access_key=None),
        replace(given, secret_key=None),
    ]
    assert [Bucket(each).quick for each in lacking] == [None] * 3
