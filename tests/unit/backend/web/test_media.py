"""Files at signed addresses: whole, in parts, and to nobody who was not given one."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiostream.backend.adapters.local.signed_delivery import PREFIX, SignedDelivery
from tests.support.shelves import SINNERMAN
from tests.support.web import SECRET_KEY, Website, content_of

CONTENT = content_of(SINNERMAN)
ETAG = f'"{SINNERMAN.media.sha256}"'


@pytest.fixture
def url(website: Website) -> str:
    return website.services.streaming.url(SINNERMAN).url


def body(response: Any) -> bytes:  # noqa: ANN401 - of Django's client
    content: bytes = response.getvalue()
    return content


def test_a_song_is_played_by_whoever_has_its_address(website: Website, url: str) -> None:
    response = website.nobody().get(url)
    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Type"] == "audio/flac"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == ETAG
    assert response["X-Content-Type-Options"] == "nosniff"
    kept = re.fullmatch(r"private, max-age=(\d+), immutable", response["Cache-Control"])
    assert kept is not None
    assert SINNERMAN.audio.duration_ms / 1000 < int(kept[1]) <= SINNERMAN.audio.duration_ms / 1000 + 901


def test_head_tells_all_but_the_content(website: Website, url: str) -> None:
    response = website.nobody().head(url, headers={"range": "bytes=0-1"})
    assert (response.status_code, response["Content-Length"]) == (200, str(len(CONTENT)))
    assert body(response) == b""


def test_a_part(website: Website, url: str) -> None:
    response = website.nobody().get(url, headers={"range": "bytes=2-4"})
    assert (response.status_code, body(response)) == (206, CONTENT[2:5])
    assert response["Content-Range"] == f"bytes 2-4/{len(CONTENT)}"
    assert response["Content-Length"] == "3"


def test_a_part_that_is_not_there(website: Website, url: str) -> None:
    response = website.nobody().get(url, headers={"range": f"bytes={len(CONTENT)}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"if-range": ETAG}, 206),
        ({"if-range": '"other"'}, 200),
        ({"if-range": f"W/{ETAG}"}, 200),
        ({"if-range": "Tue, 24 Nov 2026 10:00:00 GMT"}, 200),
        ({"if-none-match": ETAG}, 304),
        ({"if-none-match": '"other"'}, 206),
        ({"if-match": ETAG}, 206),
        ({"if-match": '"other"'}, 412),
    ],
)
def test_conditions(website: Website, url: str, condition: dict[str, str], status: int) -> None:
    response = website.nobody().get(url, headers={"range": "bytes=0-0", **condition})
    assert response.status_code == status
    assert (response["ETag"], "immutable" in response["Cache-Control"]) == (ETAG, True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(header=st.from_regex(r"(bytes=)?[0-9 ,-]{0,12}", fullmatch=True))
def test_whatever_is_asked_for_the_answer_is_a_piece_of_the_file(website: Website, url: str, header: str) -> None:
    response = website.nobody().get(url, headers={"range": header})
    content = body(response)
    assert response.status_code in (200, 206, 416)
    if response.status_code == 206:
        told = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", response["Content-Range"])
        assert told is not None
        assert content == CONTENT[int(told[1]) : int(told[2]) + 1] != b""
    else:
        assert content == (CONTENT if response.status_code == 200 else b"")


@pytest.mark.parametrize(
    ("pattern", "changed"),
    [
        (r"signature=.*", ""),
        (r"signature=", "signature=A"),
        (r"signature=.*", "signature=%ff%00"),
        (r"expires=(\d+)", r"expires=9\1"),
        (r"expires=\d+&", ""),
        (r"\.flac", ".mp3"),
        (r"songs/", "songs/../songs/"),
    ],
)
def test_an_address_that_was_changed_is_refused(website: Website, url: str, pattern: str, changed: str) -> None:
    response = website.nobody().get(re.sub(pattern, changed, url, count=1))
    assert response.status_code == 403
    assert "not one that this server gave out" in response.content.decode()


def test_an_address_ends(website: Website) -> None:
    early = SignedDelivery(
        website.settings.data_dir / "media", SECRET_KEY.encode(), clock=lambda: datetime(2020, 1, 1, tzinfo=UTC)
    )
    response = website.nobody().get(early.stream_url(SINNERMAN).url)
    assert (response.status_code, "has expired" in response.content.decode()) == (403, True)


def test_an_address_is_of_this_server_alone(website: Website) -> None:
    other = SignedDelivery(website.settings.data_dir / "media", b"another secret")
    assert website.nobody().get(other.stream_url(SINNERMAN).url).status_code == 403


def test_a_file_that_has_gone(website: Website, url: str) -> None:
    (website.settings.data_dir / "media" / SINNERMAN.media.key).unlink()
    assert website.nobody().get(url).status_code == 404


def test_addresses_have_no_name_of_a_server(url: str) -> None:
    assert url.startswith(PREFIX)


def test_nothing_is_written_to_a_file(website: Website, url: str) -> None:
    assert website.nobody().post(url).status_code == 405
