"""Ends of an upload other than the last file: a full disk, a catalogue that is away, a stop."""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import BinaryIO

import pytest

from audiostream.backend.domain.catalogue import Media, Song
from audiostream.backend.services.uploads import Status
from audiostream.errors import Unavailable
from tests.support.audio import make_tone
from tests.support.uploads import Bench, bench, make_songs


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "data") as made:
        yield made


@pytest.fixture
def music(tmp_path: Path) -> Path:
    return tmp_path / "music"


def test_a_file_that_changes_while_it_is_read_becomes_no_song(
    at: Bench, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_tone(music / "a.flac", title="a", artist="b", album="c")
    put = at.media.put

    def put_and_grow(source: BinaryIO, **what: str) -> tuple[Media, bool]:
        stored = put(source, **what)
        with path.open("ab") as file:
            file.write(b"more")
        return stored

    monkeypatch.setattr(at.media, "put", put_and_grow)
    at.upload(path)
    assert at.reasons == {"a.flac": "changed while it was read; upload it again when it is complete"}
    assert list(at.songs) == []


def test_a_full_disk_stops_the_upload_and_what_was_stored_becomes_songs(
    at: Bench, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_songs(music, 60)
    room, asked = iter(range(5)), count()
    put = at.media.put

    def put_while_there_is_room(source: BinaryIO, **what: str) -> tuple[Media, bool]:
        next(asked)
        if next(room, None) is None:
            raise Unavailable("no space left on device")
        return put(source, **what)

    with monkeypatch.context() as full:
        full.setattr(at.media, "put", put_while_there_is_room)
        summary = at.upload(music, jobs=2)
    assert summary.stopped_by is not None
    assert summary.stopped_by.message == "no space left on device"
    made = len(at.statuses)
    assert at.statuses == [Status.CREATED] * made
    assert 4 <= made <= 5, "one may have been in the middle of its file"
    assert next(asked) <= 5 + 2, "each thread finds out once"
    assert sorted(song.media.key for song in at.songs) == at.keys
    again = at.upload(music)
    assert (again.files[Status.UNCHANGED], again.files[Status.CREATED]) == (made, 60 - made)


def test_a_catalogue_that_is_away_stops_the_upload_and_nothing_is_said_to_be_done(
    at: Bench, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_songs(music, 60)

    def be_away(_: Sequence[Song]) -> Sequence[tuple[Song, bool]]:
        raise Unavailable("the catalogue is locked")

    with monkeypatch.context() as away:
        away.setattr(at.catalogue, "put_songs", be_away)
        summary = at.upload(music)
    assert summary.stopped_by is not None
    assert summary.files.total() == 0
    assert list(at.songs) == []
    at.upload(music)
    assert at.statuses == [Status.CREATED] * 60


def test_a_stop_ends_soon_and_cleanly_and_the_next_upload_goes_on(
    at: Bench, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_songs(music, 60)
    asked = count(1)
    put = at.media.put

    def put_and_lose_patience(source: BinaryIO, **what: str) -> tuple[Media, bool]:
        if next(asked) == 10:
            at.watch.stop.set()
        return put(source, **what)

    with monkeypatch.context() as impatient:
        impatient.setattr(at.media, "put", put_and_lose_patience)
        summary = at.upload(music, jobs=2)
    assert summary.interrupted
    assert set(at.statuses) == {Status.CREATED}
    assert 8 <= len(at.songs) == summary.files.total() < 12
    assert len(at.keys) == len(at.songs), "what was read in part left nothing"
    again = at.upload(music)
    assert not again.interrupted
    assert again.files[Status.CREATED] + again.files[Status.UNCHANGED] == 60 == len(at.songs)
