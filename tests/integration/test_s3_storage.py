"""Checking and freeing the files of a bucket."""

import io
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import Catalogue
from audiostream.backend.services.storage import StorageService
from tests.support.builders import make_album, make_artist, make_song
from tests.support.files import MEDIA_BACKENDS, MediaBackend

pytestmark = pytest.mark.servers("seaweed")

HOUR = timedelta(hours=1)


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[MediaBackend]:
    with MEDIA_BACKENDS["s3"](tmp_path) as opened:
        yield opened


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(open_catalogue(tmp_path / "catalogue.sqlite3")) as opened:
        yield opened


def _store(backend: MediaBackend, content: bytes) -> str:
    return backend.store.put(io.BytesIO(content), extension="flac", mime_type="audio/flac")[0].key


def _songs(backend: MediaBackend, catalogue: Catalogue, *contents: bytes) -> list[Song]:
    artist, _ = catalogue.put_artist(make_artist("Nina Simone"))
    album, _ = catalogue.put_album(make_album("Pastel Blues", artist=artist))
    stored = [
        backend.store.put(io.BytesIO(content), extension="flac", mime_type="audio/flac")[0] for content in contents
    ]
    songs = [make_song(f"Song {number}", album=album, media=media) for number, media in enumerate(stored)]
    return [song for song, _ in catalogue.put_songs(songs)]


def test_each_kind_of_trouble_is_found(backend: MediaBackend, catalogue: Catalogue) -> None:
    good, damaged, missing = _songs(backend, catalogue, b"good", b"damaged", b"missing")
    backend.spoil(damaged.media.key, b"demaged")
    backend.store.delete(missing.media.key)
    leftover = _store(backend, b"leftover")
    backend.leave_unfinished()
    found = StorageService(catalogue, backend.store).check(deep=True)
    assert found.missing == [missing.media.key]
    assert list(found.damaged) == [damaged.media.key]
    assert [each.key for each in found.leftovers] == [leftover]
    assert len(found.unfinished) == 1
    assert found.songs == {damaged.media.key: [damaged], missing.media.key: [missing]}
    assert (found.files, found.size) == (2, good.media.size + damaged.media.size)


def test_only_what_is_old_and_nobodys_is_freed(backend: MediaBackend, catalogue: Catalogue) -> None:
    [kept] = _songs(backend, catalogue, b"kept")
    old, young = _store(backend, b"old"), _store(backend, b"young")
    backend.leave_unfinished()
    for key in (kept.media.key, old):
        backend.age(key, 2 * HOUR)
    service = StorageService(catalogue, backend.store)
    assert [each.key for each in service.collect(dry_run=True).removed] == [old]
    freed = service.collect()
    assert ([each.key for each in freed.removed], freed.kept, freed.referenced) == ([old], 2, 1)
    assert {each.key for each in backend.store.objects()} > {kept.media.key, young}
    assert service.collect(grace=-HOUR).kept == 0
    assert [each.key for each in backend.store.objects()] == [kept.media.key]
