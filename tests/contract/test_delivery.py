"""What every way to a song's sound does."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiostream.backend.domain.catalogue import Media
from audiostream.backend.domain.delivery import MARGIN
from audiostream.errors import NotFound, Rejected
from tests.support.builders import make_audio, make_song
from tests.support.files import DELIVERIES, MEDIA_BACKENDS, MediaBackend

# Addresses tell whole seconds.
ROUNDING = timedelta(seconds=2)


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
    assert backend.fetch(found.url) == content


def test_an_address_lasts_for_the_track_and_a_margin_if_it_ends_at_all(backend: MediaBackend) -> None:
    media, _ = backend.store.put(io.BytesIO(b"long"), extension="flac", mime_type="audio/flac")
    song = make_song(media=media, audio=make_audio(duration_ms=3_723_456))
    life = timedelta(milliseconds=3_723_456) + MARGIN
    asked_at = datetime.now(UTC)
    found = backend.delivery.stream_url(song)
    given_at = datetime.now(UTC)
    for ends_at in (found.expires_at, backend.expiry(found.url)):
        assert (ends_at is not None) is backend.expires
        assert ends_at is None or asked_at + life - ROUNDING <= ends_at <= given_at + life + ROUNDING


def test_a_missing_file_is_told_with_the_song_and_what_to_do(backend: MediaBackend) -> None:
    with pytest.raises(NotFound, match="Sinnerman") as caught:
        backend.delivery.stream_url(make_song("Sinnerman"))
    assert "Upload it again" in str(caught.value.hint)


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", ""])
def test_no_key_leads_out(backend: MediaBackend, key: str) -> None:
    song = make_song(media=Media(key=key, size=1, sha256="0" * 64))
    with pytest.raises(Rejected, match=backend.refusal):
        backend.delivery.stream_url(song)
