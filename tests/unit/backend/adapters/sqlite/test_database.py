"""Opening, migrating and locking a SQLite file, and what is said when it cannot be used."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite import database
from audiostream.backend.adapters.sqlite.database import Database
from audiostream.errors import Rejected, Unavailable

FIRST = ("CREATE TABLE word (text TEXT NOT NULL CHECK (text <> 'bad'))",)
SECOND = ("ALTER TABLE word ADD COLUMN size INTEGER", "UPDATE word SET size = length(text)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "below" / "words.sqlite3"


def _words(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM word ORDER BY text").fetchall()


def test_a_commit_is_durable_and_readers_do_not_wait(path: Path) -> None:
    with closing(Database(path, [FIRST])) as words:
        with words.writing() as connection:
            connection.execute("INSERT INTO word VALUES ('kept')")
            assert _words(path) == []
        with words.reading() as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert _words(path) == [("kept",)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_its_owner_alone_can_read_it(path: Path) -> None:
    with closing(Database(path, [FIRST])) as words:
        words.make()
        files = list(path.parent.iterdir())
        assert {path, path.with_name("words.sqlite3-wal")} <= {*files}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with closing(Database(path, [FIRST])) as words:
        with pytest.raises(KeyboardInterrupt):
            _write_and_be_interrupted(words)
        with words.writing() as connection:
            connection.execute("INSERT INTO word VALUES ('kept')")
    assert _words(path) == [("kept",)]


def _write_and_be_interrupted(words: Database) -> None:
    with words.writing() as connection:
        connection.execute("INSERT INTO word VALUES ('lost')")
        raise KeyboardInterrupt


def test_a_database_of_something_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookie (name TEXT)")
    with closing(Database(path, [FIRST])) as words, pytest.raises(Unavailable, match=r"something else .*'cookie'"):
        words.make()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("cookie",)]


def test_nothing_is_made_before_it_is_used(path: Path) -> None:
    with closing(Database(path, [FIRST])):
        assert not path.parent.exists()


def test_a_file_of_an_older_version_is_migrated(path: Path) -> None:
    with closing(Database(path, [FIRST])) as words, words.writing() as connection:
        connection.execute("INSERT INTO word VALUES ('four')")
    with closing(Database(path, [FIRST, SECOND])) as words, words.reading() as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert _words(path) == [("four", 4)]


def test_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    with closing(Database(path, [FIRST, SECOND])) as words, words.reading():
        pass
    failure = _failure(path, FIRST)
    assert "newer audiostream" in failure.message
    assert failure.hint == "Upgrade audiostream."


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    with closing(Database(path, [FIRST])) as words, words.writing() as connection:
        connection.execute("INSERT INTO word VALUES ('four')")
    assert "syntax error" in _failure(path, FIRST, (*SECOND, "NONSENSE")).message
    assert _words(path) == [("four",)]


def _failure(path: Path, *migrations: database.Migration) -> Unavailable:
    """Return how opening the file fails."""
    words = Database(path, migrations)
    with pytest.raises(Unavailable) as caught, words.reading():
        pass
    words.close()
    return caught.value


OPENER = """
import sys
from pathlib import Path
from audiostream.backend.adapters.sqlite.database import Database
sys.stdin.read()
words = Database(Path(sys.argv[1]), [("CREATE TABLE word (text TEXT)",), ("CREATE TABLE other (text TEXT)",)])
with words.writing() as connection:
    connection.execute("INSERT INTO word VALUES ('x')")
words.close()
"""


def test_processes_that_open_a_new_file_at_once_migrate_it_once(path: Path) -> None:
    openers = [
        subprocess.Popen([sys.executable, "-c", OPENER, str(path)], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    for opener in openers:
        assert opener.stdin
        opener.stdin.close()
    for opener in openers:
        assert opener.stderr
        errors = opener.stderr.read().decode()
        opener.stderr.close()
        assert opener.wait() == 0, errors
    assert len(_words(path)) == 6


def test_threads_share_one_database(path: Path) -> None:
    with closing(Database(path, [FIRST])) as words:

        def write() -> None:
            for _ in range(25):
                with words.writing() as connection:
                    connection.execute("INSERT INTO word VALUES ('x')")

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(_words(path)) == 100


def test_a_file_locked_for_too_long_is_unavailable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    with closing(Database(path, [FIRST])) as words, words.reading():
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(Database(path, [FIRST])) as words:
            with pytest.raises(Unavailable, match="locked") as caught, words.writing():
                pass
            assert "try again" in str(caught.value.hint)
            other.execute("ROLLBACK")
            with words.writing() as connection:
                connection.execute("INSERT INTO word VALUES ('kept')")
    assert _words(path) == [("kept",)]


def test_closing_does_not_wait_for_a_thread_that_waits_for_another_process(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CLOSE_WITHIN_S", 0.05)
    words = Database(path, [FIRST])
    words.make()

    def write() -> None:
        with words.writing() as connection:
            connection.execute("INSERT INTO word VALUES ('kept')")

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer = threading.Thread(target=write)
        writer.start()
        while words._lock.acquire(blocking=False):  # noqa: SLF001 - that the writer has it is seen nowhere else
            words._lock.release()  # noqa: SLF001 - as above
        words.close()
        assert writer.is_alive()
        other.execute("ROLLBACK")
    writer.join()
    words.close()
    assert _words(path) == [("kept",)]


def test_what_is_no_database_is_unavailable_with_advice(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a shopping list, and nothing else" * 100)
    failure = _failure(path, FIRST)
    assert failure.message == f"{path}: file is not a database"
    assert "move the file away" in str(failure.hint)


def test_a_folder_that_cannot_be_is_unavailable_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "folder" in str(_failure(tmp_path / "file" / "words.sqlite3", FIRST).hint)


def test_a_folder_in_the_files_place_is_unavailable_with_advice(tmp_path: Path) -> None:
    failure = _failure(tmp_path, FIRST)
    assert "unable to open" in failure.message
    assert "writable" in str(failure.hint)


@pytest.mark.parametrize("value", ["bad", None, 2**64, "\ud800"])
def test_a_value_that_no_file_takes_is_rejected(path: Path, value: object) -> None:
    with closing(Database(path, [FIRST])) as words:
        with pytest.raises(Rejected), words.writing() as connection:
            connection.execute("INSERT INTO word VALUES (?)", (value,))
        with words.reading() as connection:
            assert connection.execute("SELECT count(*) FROM word").fetchone() == (0,)
