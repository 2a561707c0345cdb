"""SQLite's full-text index: always in step with the tables, and gone with them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from audiostream.backend.adapters.catalog.sqlite_database import SqliteDatabase
from audiostream.backend.ports import Catalogue
from tests.support.builders import make_album, make_artist, make_song
from tests.support.threads import at_once

KINDS = ("artist", "album", "song")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite3"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    with closing(open_catalogue(path)) as opened:
        yield opened


def _add(catalogue: Catalogue, number: int) -> None:
    artist, _ = catalogue.put_artist(make_artist(f"Artist {number}"))
    album, _ = catalogue.put_album(make_album("Album", artist=artist))
    songs = [make_song(f"Song {track}", album=album) for track in range(20)]
    catalogue.put_songs(songs)
    for song in songs[::2]:
        catalogue.remove_song(song.id)
    catalogue.put_songs(songs[::4])


def _check(connection: sqlite3.Connection) -> None:
    """Raise ``sqlite3.DatabaseError`` where an index and its table differ (https://sqlite.org/fts5.html, 6.4)."""
    for kind in KINDS:
        index = f"catalog_{kind}_index"
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - ours


def test_whatever_is_added_and_removed_the_index_has_what_is_there(catalogue: Catalogue, path: Path) -> None:
    at_once(4, lambda number: _add(catalogue, number))
    with closing(sqlite3.connect(path)) as connection:
        for kind, count in zip(KINDS, (4, 4, 4 * 15), strict=True):
            for table in (f"catalog_{kind}", f"catalog_{kind}_words"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,)  # noqa: S608 - ours
        _check(connection)


def test_the_check_sees_a_difference(catalogue: Catalogue, path: Path) -> None:
    _add(catalogue, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE catalog_song_words SET title = 'other' WHERE title = 'song 7'")
        with pytest.raises(sqlite3.DatabaseError):
            _check(connection)


def test_the_migrations_can_be_undone(path: Path) -> None:
    set_up_django([CATALOGUE])
    from django.core.management import call_command

    with closing(SqliteDatabase(path, [CATALOGUE])) as database, database.reading() as alias:
        call_command("migrate", "catalog", "zero", database=alias, verbosity=0)
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'catalog%'").fetchall()
    assert tables == []
