"""No listen is lost: by kill -9 of a real player, or by a log that is away; and none is there twice."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.listener import Listener, make_library, wait_until

pytestmark = pytest.mark.slow

UNDER_WAY = "SELECT count(*) FROM listen WHERE player IS NOT NULL"
HEARD = "SELECT json_extract(CAST(event AS TEXT), '$.played_ms') FROM listen"
# As if so much time had passed since its player was last seen.
AGE = "UPDATE listen SET seen_at = seen_at - 60000000 RETURNING 1"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("library"), {"Long": 120.0, "Short": 1.0})


@pytest.fixture
def ada(library: Path, tmp_path: Path) -> Listener:
    return Listener.with_copy_of(library, tmp_path / "home")


def test_the_next_player_logs_what_a_killed_one_had_heard(ada: Listener) -> None:
    with ada.running("play", "tuning", "long") as player:
        wait_until(lambda: ada.spooled(UNDER_WAY))
        player.kill()
        player.wait()
    assert ada.heard() == []
    kept = ada.spooled(HEARD)
    assert ada.spooled(AGE) == 1
    ada.run("play", "tuning", "short")
    ada.run("play", "tuning", "short")
    first, *rest = ada.heard()
    assert first == ("Long", kept)
    assert kept > 0
    assert [other for other, _ in rest] == ["Short", "Short"]
    assert ada.spooled() == 0


def test_a_player_that_lives_keeps_its_listen(ada: Listener) -> None:
    with ada.running("play", "tuning", "long") as player:
        wait_until(lambda: ada.spooled(UNDER_WAY))
        ada.run("play", "tuning", "short")
        assert [title for title, _ in ada.heard()] == ["Short"]
        assert ada.spooled(UNDER_WAY) == 1
        player.terminate()
        player.wait()
    assert sorted(title for title, _ in ada.heard()) == ["Long", "Short"]


def test_a_log_that_another_program_keeps_locked_gets_the_listens_another_time(ada: Listener) -> None:
    assert ada.heard() == []
    with closing(sqlite3.connect(ada.data_dir / "events.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = ada.run("play", "tuning", "short", "--stop-after", "0.5")
        assert done.err.startswith("1 listen could not be logged now")
    assert ada.spooled() == 1
    ada.run("play", "tuning", "short")
    assert [title for title, _ in ada.heard()] == ["Short", "Short"]


def test_a_log_that_is_away_gets_the_listens_once_it_is_back(ada: Listener) -> None:
    assert ada.heard() == []
    log = ada.data_dir / "events.sqlite3"
    for path in ada.data_dir.glob("events.sqlite3*"):
        path.unlink()
    log.mkdir()
    done = ada.run("play", "tuning", "short")
    assert done.err.startswith("1 listen could not be logged now")
    assert ada.spooled() == 1
    log.rmdir()
    ada.run("play", "tuning", "short")
    assert [title for title, _ in ada.heard()] == ["Short", "Short"]
    assert ada.spooled() == 0
