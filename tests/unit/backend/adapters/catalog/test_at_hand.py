"""What was read is at hand until somebody writes, whoever that is."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.catalog.at_hand import AtHand
from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from audiostream.backend.adapters.catalog.sqlite_database import SqliteDatabase
from tests.support.builders import make_artist
from tests.support.threads import at_once


class Reader:
    """Counts the artists of a database by ``AtHand``; ``reads`` is how often it had to."""

    def __init__(self, database: Database, *, most: int = 100) -> None:
        self._database = database
        self._at_hand = AtHand[int](most=most)
        self.reads = 0

    def count(self, key: str = "all") -> int:
        """Return how many there are."""
        return self._database.read(self.by(key))

    def by(self, key: str = "all") -> Callable[[str], int]:
        """Return what counts them under an alias."""
        return lambda alias: self._at_hand.get(alias, key, lambda: self._read(alias))

    def _read(self, alias: str) -> int:
        from audiostream.backend.adapters.catalog import models

        self.reads += 1
        return models.Artist.objects.using(alias).count()


def insert(alias: str, name: str) -> None:
    """Store an artist by an open connection."""
    from audiostream.backend.adapters.catalog.mappers import artist_row

    artist_row(make_artist(name)).save(using=alias, force_insert=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite3"


@pytest.fixture
def file(path: Path) -> Iterator[SqliteDatabase]:
    with closing(SqliteDatabase(path, [CATALOGUE])) as opened:
        yield opened


def test_what_nobody_has_changed_is_read_once(file: SqliteDatabase) -> None:
    reader = Reader(file)
    assert [reader.count(), reader.count(), reader.count()] == [0, 0, 0]
    assert reader.reads == 1
    reader.count("by another key")
    assert reader.reads == 2


def test_what_another_connection_writes_is_seen(file: SqliteDatabase, path: Path) -> None:
    reader = Reader(file)
    reader.count()
    with closing(open_catalogue(path)) as another:
        for number in range(1, 4):
            another.put_artist(make_artist(f"Artist {number}"))
            assert reader.count() == reader.count() == number
    assert reader.reads == 4


def test_what_its_own_connection_writes_is_seen(file: SqliteDatabase) -> None:
    reader = Reader(file)
    reader.count()
    file.write(lambda alias: insert(alias, "Odetta"))
    assert reader.count() == reader.count() == 1
    assert reader.reads == 2


def test_what_was_undone_is_not_kept(file: SqliteDatabase) -> None:
    reader = Reader(file)

    def break_off(alias: str) -> None:
        insert(alias, "Odetta")
        assert reader.by()(alias) == 1
        raise LookupError

    with pytest.raises(LookupError):
        file.write(break_off)
    assert reader.count() == 0


def test_each_thread_sees_what_the_others_write(file: SqliteDatabase) -> None:
    reader = Reader(file)

    def add_and_count(number: int) -> list[int]:
        counts = []
        for turn in range(10):
            file.write(lambda alias, turn=turn: insert(alias, f"Artist {number} {turn}"))  # type: ignore[misc]
            counts.append(reader.count())
        return counts

    for counts in at_once(3, add_and_count):
        assert counts == sorted(set(counts))
    assert reader.count() == 30


def test_a_file_opened_anew_is_read_anew(file: SqliteDatabase, path: Path) -> None:
    reader = Reader(file)
    reader.count()
    file.close()
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    with closing(open_catalogue(path)) as another:
        another.put_artist(make_artist("Odetta"))
    assert reader.count() == 1


def test_all_are_let_go_when_they_are_too_many(file: SqliteDatabase) -> None:
    reader = Reader(file, most=2)
    for key in "abcd":
        reader.count(key)
    reader.count("d")
    assert reader.reads == 4
    reader.count("a")
    assert reader.reads == 5


@pytest.mark.servers("postgres")
def test_a_server_is_asked_each_time(database: ServerDatabase) -> None:
    reader = Reader(database)
    assert reader.count() == reader.count() == 0
    assert reader.reads == 2
