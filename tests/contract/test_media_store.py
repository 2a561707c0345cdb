"""What every store of files does."""

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiostream.backend.domain.catalogue import Media
from audiostream.backend.ports import StoredObject
from audiostream.errors import Rejected, Unusable
from tests.support.files import MEDIA_BACKENDS, MEDIA_STORES, MediaBackend
from tests.support.threads import at_once

HOUR = timedelta(hours=1)
SOUND = b"sound " * 500_000
OUTSIDE = [
    "",
    "/etc/passwd",
    "../up",
    "songs/../../up",
    "songs//x",
    "songs/./x",
    "songs\\..\\x",
    "C:/x",
    "songs/\0",
    "songs/",
]


@pytest.fixture(params=MEDIA_STORES)
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MediaBackend]:
    with MEDIA_BACKENDS[request.param](tmp_path) as opened:
        yield opened


def _put(backend: MediaBackend, content: bytes = SOUND) -> Media:
    return backend.store.put(io.BytesIO(content), extension="flac", mime_type="audio/flac")[0]


def _by_key(backend: MediaBackend) -> dict[str, StoredObject]:
    return {each.key: each for each in backend.store.objects()}


def test_a_file_is_stored_under_the_address_of_its_content(backend: MediaBackend) -> None:
    media = _put(backend)
    sha256 = hashlib.sha256(SOUND).hexdigest()
    assert media == Media(key=f"songs/{sha256[:2]}/{sha256}.flac", size=len(SOUND), sha256=sha256)
    assert backend.store.exists(media.key)
    assert backend.store.verify(media.key) is None


def test_nothing_is_there_at_first(backend: MediaBackend) -> None:
    assert list(backend.store.objects()) == []
    assert not backend.store.exists("songs/aa/aa.flac")
    assert backend.store.verify("songs/aa/aa.flac") == "missing"
    assert not backend.store.delete("songs/aa/aa.flac")


def test_what_is_stored_is_listed(backend: MediaBackend) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    keys = {_put(backend, bytes([number]) * number).key: number for number in range(1, 6)}
    listed = _by_key(backend)
    assert {key: each.size for key, each in listed.items()} == keys
    assert all(before <= each.modified_at <= datetime.now(UTC) + timedelta(seconds=2) for each in listed.values())


def test_the_same_bytes_are_stored_once_and_renewed(backend: MediaBackend) -> None:
    media = _put(backend)
    backend.age(media.key, 5 * HOUR)
    assert _by_key(backend)[media.key].modified_at < datetime.now(UTC) - 4 * HOUR
    assert _put(backend) == media
    assert list(_by_key(backend)) == [media.key]
    assert _by_key(backend)[media.key].modified_at > datetime.now(UTC) - HOUR


def test_storing_mends_a_damaged_file(backend: MediaBackend) -> None:
    media = _put(backend)
    backend.spoil(media.key, SOUND[:-1] + b"!")
    assert str(backend.store.verify(media.key)).startswith("other content")
    _put(backend)
    assert backend.store.verify(media.key) is None


def test_what_was_not_there_whole_is_new(backend: MediaBackend) -> None:
    def put() -> bool:
        return backend.store.put(io.BytesIO(SOUND), extension="flac", mime_type="audio/flac")[1]

    assert (put(), put()) == (True, False)
    key = _put(backend).key
    for spoiled in (b"", SOUND[:1000], SOUND[:-1] + b"!"):
        backend.spoil(key, spoiled)
        assert (put(), put()) == (True, False)
    backend.store.delete(key)
    assert (put(), put()) == (True, False)


def test_an_empty_stream_is_a_file_too(backend: MediaBackend) -> None:
    media = _put(backend, b"")
    assert media.size == 0
    assert backend.store.exists(media.key)


def test_a_stream_is_read_once_in_parts_and_never_sought(backend: MediaBackend) -> None:
    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.left = 40_000_000
            self.largest = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            assert size > 0, "the whole file at once"
            self.largest = max(self.largest, size)
            part = bytes(min(size, 77_777, self.left))
            self.left -= len(part)
            return part

    stream = Stream()
    media, _ = backend.store.put(stream, extension="wav", mime_type="audio/wav")  # type: ignore[arg-type]
    assert media.size == 40_000_000
    assert stream.largest <= 8_000_000
    assert media.sha256 == hashlib.sha256(bytes(40_000_000)).hexdigest()


class _Failing(io.RawIOBase):
    """A stream that gives a part and then what it was told to."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.given = False

    def read(self, size: int = -1, /) -> bytes:
        if self.given:
            raise self.error
        self.given = True
        return b"x" * min(size, 4096)


def test_an_unreadable_stream_is_refused_and_leaves_nothing(backend: MediaBackend) -> None:
    stream = _Failing(OSError(5, "Input/output error"))
    with pytest.raises(Unusable, match="Input/output error"):
        backend.store.put(stream, extension="mp3", mime_type="audio/mpeg")  # type: ignore[arg-type]
    assert list(backend.store.objects()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("stopped")], ids=type)
def test_a_stop_in_the_middle_leaves_nothing(backend: MediaBackend, error: BaseException) -> None:
    with pytest.raises(type(error)):
        backend.store.put(_Failing(error), extension="mp3", mime_type="audio/mpeg")  # type: ignore[arg-type]
    assert list(backend.store.objects()) == []


def test_a_file_is_not_there_before_it_is_whole(backend: MediaBackend) -> None:
    seen: list[list[str]] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            seen.append([key for key in _by_key(backend) if key.startswith("songs/")])
            return super().read(size)

    backend.store.put(Watched(SOUND), extension="flac", mime_type="audio/flac")
    assert len(seen) > 1
    assert not any(seen)


def test_the_same_bytes_at_once_give_one_whole_file(backend: MediaBackend) -> None:
    stored = at_once(8, lambda _: _put(backend))
    assert len(set(stored)) == 1
    assert list(_by_key(backend)) == [stored[0].key]
    assert backend.store.verify(stored[0].key) is None


def test_a_deleted_file_is_gone(backend: MediaBackend) -> None:
    media = _put(backend)
    other = _put(backend, b"other")
    assert backend.store.delete(media.key)
    assert not backend.store.delete(media.key)
    assert not backend.store.exists(media.key)
    assert list(_by_key(backend)) == [other.key]
    assert _put(backend) == media


def test_only_what_was_not_renewed_since_is_deleted(backend: MediaBackend) -> None:
    media = _put(backend)
    since = datetime.now(UTC) - HOUR
    assert not backend.store.delete(media.key, unmodified_since=since)
    backend.age(media.key, 2 * HOUR)
    _put(backend)
    assert not backend.store.delete(media.key, unmodified_since=since)
    backend.age(media.key, 2 * HOUR)
    assert backend.store.delete(media.key, unmodified_since=since)
    assert not backend.store.delete(media.key, unmodified_since=since)


def test_a_file_that_is_stored_again_while_it_is_collected_stays(backend: MediaBackend) -> None:
    since = datetime.now(UTC) - HOUR
    media = _put(backend, b"small")

    def store_or_collect(number: int) -> None:
        if number:
            _put(backend, b"small")
        else:
            backend.store.delete(media.key, unmodified_since=since)

    for _ in range(40):
        backend.age(media.key, 2 * HOUR)
        at_once(2, store_or_collect)
        assert backend.store.exists(media.key)


def test_an_unfinished_upload_is_listed_outside_of_songs_and_can_be_deleted(backend: MediaBackend) -> None:
    media = _put(backend)
    backend.leave_unfinished()
    (unfinished,) = set(_by_key(backend)) - {media.key}
    assert not unfinished.startswith("songs/")
    assert backend.store.delete(unfinished)
    assert list(_by_key(backend)) == [media.key]


def test_damage_is_told(backend: MediaBackend) -> None:
    media = _put(backend)
    backend.spoil(media.key, SOUND[:1000])
    found = hashlib.sha256(SOUND[:1000]).hexdigest()[:12]
    assert backend.store.verify(media.key) == f"other content (SHA-256 {found}...)"


@pytest.mark.parametrize("key", OUTSIDE)
def test_no_key_leads_out_of_the_store(backend: MediaBackend, key: str) -> None:
    with pytest.raises(Rejected, match="is not a key"):
        backend.store.exists(key)
    with pytest.raises(Rejected, match="is not a key"):
        backend.store.delete(key)
    with pytest.raises(Rejected, match="is not a key"):
        backend.store.verify(key)


@pytest.mark.parametrize("extension", ["", "../x", "mp3/", ".mp3", "mp3 ", "\uff4d\uff50\uff13"])
def test_an_extension_is_letters_and_digits(backend: MediaBackend, extension: str) -> None:
    with pytest.raises(Rejected, match="extension"):
        backend.store.put(io.BytesIO(b"x"), extension=extension, mime_type="audio/mpeg")
    assert list(backend.store.objects()) == []
