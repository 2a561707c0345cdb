"""Opening, migrating and locking a catalogue's file, and what is said when it cannot be used."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections

from audiostream.backend.adapters.catalog import sqlite_database
from audiostream.backend.adapters.catalog.catalogue import make_tables, open_catalogue
from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import ArtistId
from audiostream.errors import Rejected, Unavailable
from tests.support.builders import make_album, make_artist, make_audio, make_song
from tests.support.threads import at_once


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "below" / "catalogue.sqlite3"


def _fill(path: Path, artists: int = 1) -> None:
    with closing(open_catalogue(path)) as catalogue:
        for number in range(artists):
            catalogue.put_artist(make_artist(f"Artist {number}"))


def _failure(path: Path) -> Unavailable:
    """Return how reading a catalogue fails."""
    with closing(open_catalogue(path)) as catalogue, pytest.raises(Unavailable) as caught:
        catalogue.artists(limit=1000)
    return caught.value


def _names(path: Path) -> list[str]:
    with closing(open_catalogue(path)) as catalogue:
        return [artist.name for artist in catalogue.artists(limit=1000).items]


def test_nothing_is_made_before_it_is_used(path: Path) -> None:
    with closing(open_catalogue(path)):
        assert not path.parent.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_can_read_it_with_the_sessions_in_it(path: Path) -> None:
    catalogue = open_catalogue(path)
    with closing(catalogue):
        catalogue.put_artist(make_artist())
        files = list(path.parent.iterdir())
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        # As one is of before, or of an operator who lets a group make copies.
        for file in files:
            file.chmod(0o644)
        make_tables(path)
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o640}


def test_what_is_stored_survives_a_power_cut_and_readers_do_not_wait(path: Path) -> None:
    database = sqlite_database.SqliteDatabase(path, [CATALOGUE])
    _fill(path)
    with closing(database), database.writing() as alias:
        from django.db import connections

        with connections[alias].cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert _names(path) == ["Artist 0"]


def test_a_process_opens_many(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.sqlite3" for number in range(5)]
    catalogues = [open_catalogue(each) for each in paths]
    for number, catalogue in enumerate(catalogues):
        catalogue.put_artist(make_artist(f"Artist {number}"))
    for catalogue in catalogues:
        catalogue.close()
    assert [_names(each) for each in paths] == [[f"Artist {number}"] for number in range(5)]


def test_one_that_was_closed_opens_again(path: Path) -> None:
    catalogue = open_catalogue(path)
    artist, _ = catalogue.put_artist(make_artist())
    catalogue.close()
    catalogue.close()
    assert catalogue.artist(artist.id) == artist
    catalogue.close()


def test_one_that_others_use_is_closed_for_all_threads(path: Path) -> None:
    catalogue = open_catalogue(path)
    at_once(4, lambda number: catalogue.put_artist(make_artist(f"Artist {number}")))
    catalogue.close()
    # SQLite removes the log when the last connection is closed.
    assert [each.name for each in path.parent.iterdir()] == [path.name]


OPENER = """
import sys
from pathlib import Path
from audiostream.backend.adapters.catalog.catalogue import make_tables, open_catalogue
from audiostream.backend.adapters.catalog.connection import set_up_django
from tests.support.builders import make_artist
catalogue = open_catalogue(Path(sys.argv[1]))
sys.stdin.read()
for number in range(5):
    catalogue.put_artist(make_artist(f"Artist {number}"))
    catalogue.put_artist(make_artist(f"Artist {number} of {sys.argv[2]}"))
catalogue.close()
"""


@pytest.mark.slow
def test_processes_that_make_and_fill_a_file_at_once_do_not_disturb_each_other(
    path: Path, pytestconfig: pytest.Config
) -> None:
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(path), str(number)],
            cwd=pytestconfig.rootpath,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(4)
    ]
    for opener in openers:
        assert opener.stdin
        opener.stdin.close()
    for opener in openers:
        assert opener.stderr
        errors = opener.stderr.read().decode()
        opener.stderr.close()
        assert opener.wait() == 0, errors
    assert len(_names(path)) == 5 + 4 * 5


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    _fill(path)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('catalog', '9999_future', '')")
    failure = _failure(path)
    assert "newer audiostream" in failure.message
    assert failure.hint == "Upgrade audiostream."


def test_a_database_of_something_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE bookmark (url TEXT)")
    content = path.read_bytes()
    failure = _failure(path)
    assert failure.message == f"{path} is no catalogue but a database of something else (it has a table 'bookmark')"
    assert path.read_bytes() == content


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from audiostream.backend.adapters.catalog import schema

    whole = schema._migrate  # noqa: SLF001 - where a power cut would strike

    def cut(*arguments: object) -> None:
        whole(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "_migrate", cut)
    with closing(open_catalogue(path)) as catalogue, pytest.raises(KeyboardInterrupt):
        catalogue.artists(limit=1)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == []
    monkeypatch.undo()
    assert _names(path) == []


def test_what_is_no_database_is_unavailable_with_advice(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a shopping list, and nothing else" * 100)
    failure = _failure(path)
    assert failure.message == f"{path}: file is not a database"
    assert "move the file away" in str(failure.hint)


def test_a_damaged_file_is_unavailable_with_advice(path: Path) -> None:
    _fill(path, artists=5)
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    failure = _failure(path)
    assert "malformed" in failure.message
    assert "move the file away" in str(failure.hint)


def test_a_folder_that_cannot_be_is_unavailable_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert "folder" in str(_failure(tmp_path / "file" / "catalogue.sqlite3").hint)


def test_a_folder_in_the_files_place_is_unavailable_with_advice(tmp_path: Path) -> None:
    failure = _failure(tmp_path)
    assert "unable to open" in failure.message
    assert "writable" in str(failure.hint)


def test_a_file_locked_for_too_long_is_unavailable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_database, "BUSY_TIMEOUT_S", 0.05)
    _fill(path)
    with closing(open_catalogue(path)) as catalogue, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(catalogue.artists(limit=10).items) == 1
        with pytest.raises(Unavailable, match="locked") as caught:
            catalogue.put_artist(make_artist())
        assert "try again" in str(caught.value.hint)
        other.execute("ROLLBACK")
        assert catalogue.put_artist(make_artist())[1]


def _unstorable(song: Song) -> list[Song]:
    return [make_song(album=song.album, audio=make_audio(bitrate=2**64)), make_song("\ud800", album=song.album)]


@pytest.mark.parametrize("which", [0, 1])
def test_a_value_that_no_file_takes_is_rejected(path: Path, which: int) -> None:
    with closing(open_catalogue(path)) as catalogue:
        artist, _ = catalogue.put_artist(make_artist(id=ArtistId(1)))
        album, _ = catalogue.put_album(make_album(artist=artist))
        good = make_song(album=album)
        with pytest.raises(Rejected):
            catalogue.put_songs([good, _unstorable(good)[which]])
        assert not catalogue.songs(limit=1).items
        assert catalogue.put_songs([good])[0][1]


def test_the_migrations_make_the_models_as_they_are() -> None:
    set_up_django([CATALOGUE])
    from django.core.management import call_command

    call_command("makemigrations", "catalog", check=True, dry_run=True, verbosity=3)


def test_a_catalogue_of_before_is_sorted_as_a_new_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.executor import MigrationExecutor

    from audiostream.backend.adapters.catalog import schema

    set_up_django([CATALOGUE])
    monkeypatch.setattr(
        schema, "_migrate", lambda to, _apps: MigrationExecutor(to).migrate([("catalog", "0002_sqlite_search")])
    )
    with closing(sqlite_database.SqliteDatabase(path, [CATALOGUE])) as before:
        before.write(lambda _alias: None)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as old, old:
        for number, name in enumerate(["Zoë", "Émile", "Eno"], 1):
            old.execute("INSERT INTO catalog_artist VALUES (?, ?, ?, '2024-11-29')", (number, name, name.casefold()))
            old.execute("INSERT INTO catalog_artist_words VALUES (?, ?, ?)", (number, number, name.casefold()))
    assert _names(path) == ["Émile", "Eno", "Zoë"]
    with closing(open_catalogue(path)) as catalogue:
        (artist,) = catalogue.artists_called("emile", limit=2)
        assert artist.id == ArtistId(2)
        album, _ = catalogue.put_album(make_album(artist=artist))
        assert catalogue.put_songs([make_song(album=album)])[0][1]
    with closing(sqlite3.connect(path)) as now:
        assert now.execute("PRAGMA foreign_key_check").fetchall() == []
        assert now.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_catalogue_may_be_opened_while_django_goes_through_those_it_knows(tmp_path: Path) -> None:
    _fill(tmp_path / "one.sqlite3")
    _fill(tmp_path / "two.sqlite3")
    # As it does at each request, in whichever thread.
    known = iter(connections)
    first = next(known)
    _fill(tmp_path / "three.sqlite3")
    assert first not in list(known)
