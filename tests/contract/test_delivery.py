"""What every way to a song's sound does."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from audiostream.backend.domain.catalogue import Media
from audiostream.errors import NotFound, Rejected
from tests.support.builders import make_song
from tests.support.files import DELIVERIES, MEDIA_BACKENDS, MediaBackend


@pytest.fixture(params=DELIVERIES)
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MediaBackend]:
    # Characters that an address has other ways to write.
    with MEDIA_BACKENDS[request.param](tmp_path / "Müsik & 100 % # ?") as opened:
        yield opened


def test_the_address_gives_the_bytes(backend: MediaBackend) -> None:
    content = bytes(range(256)) * 100
    media, _ = backend.store.put(io.BytesIO(content), extension="flac", mime_type="audio/flac")
    found = backend.delivery.stream_url(make_song(media=media))
    assert found.url.isascii()
    with urlopen(found.url) as response:  # noqa: S310 - a file of the test's own
        assert response.read() == content


def test_an_address_lasts_for_the_whole_track(backend: MediaBackend) -> None:
    media, _ = backend.store.put(io.BytesIO(b"long"), extension="flac", mime_type="audio/flac")
    song = make_song(media=media)
    expires_at = backend.delivery.stream_url(song).expires_at
    assert expires_at is None or expires_at > datetime.now(UTC) + timedelta(milliseconds=song.audio.duration_ms)


def test_a_missing_file_is_told_with_the_song_and_what_to_do(backend: MediaBackend) -> None:
    with pytest.raises(NotFound, match="Sinnerman") as caught:
        backend.delivery.stream_url(make_song("Sinnerman"))
    assert "Upload it again" in str(caught.value.hint)


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", ""])
def test_no_key_leads_out(backend: MediaBackend, key: str) -> None:
    song = make_song(media=Media(key=key, size=1, sha256="0" * 64))
    with pytest.raises(Rejected, match="is not a key"):
        backend.delivery.stream_url(song)
