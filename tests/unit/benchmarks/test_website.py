"""What a server is asked while it is measured: things that are there, by accounts that are."""

from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from audiostream.backend.bootstrap import build
from audiostream.backend.domain.ids import AlbumId, parse_catalogue_id
from audiostream.settings import Settings
from benchmarks import website
from benchmarks.wrk import Load

_ACCOUNTS = 3
_ALBUMS = 4  # and a fifth that is not full


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("website")


@pytest.fixture(scope="module")
def loads(home: Path) -> dict[str, Load]:
    return dict(website.make(home, songs=12 * _ALBUMS + 1, accounts=_ACCOUNTS))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_all_that_is_asked_for_is_there(home: Path, loads: dict[str, Load]) -> None:
    with closing(build(Settings(data_dir=home / "data", user="bench")).serving("a secret key")) as services:
        owners = [services.accounts.owner_of(token) for token in _lines(loads[website.ALBUM].tokens)]
        ids = [
            parse_catalogue_id(AlbumId, target.rpartition("/")[2]) for target in _lines(loads[website.ALBUM].targets)
        ]
        albums = [services.catalogue.album_with_songs(album_id)[1].items for album_id in ids]
        songs = [services.catalogue.song(song) for song in _lines(loads["POST /listens of 100"].targets)]
        assert all(services.streaming.url(song).url for song in songs)
    assert len({owner[0].user_id for owner in owners if owner}) == _ACCOUNTS
    assert [len(album) for album in albums] == [12] * _ALBUMS
    assert {song.id for song in songs} == {song.id for album in albums for song in album}


def test_searches_are_titles_letter_by_letter(loads: dict[str, Load]) -> None:
    typed = {parse_qs(urlsplit(target).query)["q"][0] for target in _lines(loads["search as it is typed"].targets)}
    longer = {text for text in typed if len(text) > len("ab")}
    assert longer
    assert {text[:-1] for text in longer} <= typed


def test_good_hashes_are_made_again_afterwards(loads: dict[str, Load]) -> None:
    from audiostream.backend.adapters.accounts.hashing import Argon2idHasher

    assert loads
    assert Argon2idHasher.memory_cost == 19 * 1024
