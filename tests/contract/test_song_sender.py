"""What everything does that takes files where songs are made of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audiostream.backend.adapters.http.uploads import HttpSongSender
from audiostream.backend.domain.ids import AlbumId
from audiostream.backend.domain.uploads import Into, Status
from audiostream.backend.ports import SongSender
from audiostream.errors import Forbidden, NotFound, Unusable
from tests.support.audio import make_tone
from tests.support.broken import SONG
from tests.support.remote import Devices, devices
from tests.support.web import ADA, SAM

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Devices]:
    with devices(tmp_path) as asking:
        yield asking


@pytest.fixture
def sender(place: Devices) -> SongSender:
    return HttpSongSender(place.of(SAM))


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    return make_tone(tmp_path / "tone.flac", **SONG)


def test_a_file_becomes_a_song_once(place: Devices, sender: SongSender, tone: Path) -> None:
    with tone.open("rb") as file:
        first = sender.send(file, tone.name, Into())
    assert (first.status, first.size) == (Status.CREATED, tone.stat().st_size)
    with tone.open("rb") as file:
        again = sender.send(file, tone.name, Into())
    assert (again.status, again.song_id, again.album_id) == (Status.UNCHANGED, first.song_id, first.album_id)
    assert first.song_id is not None
    assert place.site.services.catalogue.song(str(int(first.song_id))).title == SONG["title"]


def test_a_rehearsal_keeps_nothing(sender: SongSender, tone: Path) -> None:
    for _ in range(2):
        with tone.open("rb") as file:
            assert sender.send(file, tone.name, Into(), dry_run=True).status is Status.WOULD_CREATE


def test_the_place_is_as_the_caller_says(place: Devices, sender: SongSender, tone: Path) -> None:
    with tone.open("rb") as file:
        sent = sender.send(file, tone.name, Into(artist='Björk & co; "x"', album="100 % ünï\u2028cödé"))
    assert sent.album_id is not None
    album = place.site.services.catalogue.album(str(int(sent.album_id)))
    assert album.artist.name == 'Björk & co; "x"'


def test_what_is_no_song_is_refused_with_the_reason(sender: SongSender, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"no sound")
    with (tmp_path / "a.mp3").open("rb") as file, pytest.raises(Unusable, match="not audio"):
        sender.send(file, "a.mp3", Into())


def test_a_place_that_is_not_there_is_told(sender: SongSender, tone: Path) -> None:
    with tone.open("rb") as file, pytest.raises(NotFound, match="77"):
        sender.send(file, tone.name, Into(album_id=AlbumId(77)))


def test_listeners_may_not(place: Devices, tone: Path) -> None:
    with tone.open("rb") as file, pytest.raises(Forbidden, match="only staff"):
        HttpSongSender(place.of(ADA)).send(file, tone.name, Into())
