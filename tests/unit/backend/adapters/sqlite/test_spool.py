"""A spool whose file is damaged: it is set aside, and no listen is lost from then on."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.errors import Unavailable
from tests.support.events import ADA, make_listened
from tests.support.threads import at_once

GARBAGE = b"a shopping list, and nothing else" * 100


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "spool.sqlite3"


def _garble(path: Path) -> None:
    path.write_bytes(GARBAGE)


def _break(path: Path) -> None:
    """Keep the head of a file that has listens, and spoil the rest."""
    with closing(SqliteSpool(path)) as spool:
        for _ in range(100):
            spool.finish(make_listened())
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))


@pytest.mark.parametrize("damage", [_garble, _break])
def test_a_damaged_file_is_set_aside_and_told_once(
    path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    damage(path)
    damaged = path.read_bytes()
    listen = make_listened()
    with closing(SqliteSpool(path)) as spool:
        spool.finish(listen)
        assert list(spool.waiting(ADA, limit=10)) == [listen]
        assert spool.counts() == (1, 0)
    assert path.with_name("spool.sqlite3.damaged").read_bytes() == damaged
    (told,) = caplog.messages
    assert told.startswith(f"{path} is damaged. It is kept as spool.sqlite3.damaged")


def test_a_second_one_does_not_take_the_place_of_the_first(path: Path) -> None:
    for number in range(2):
        path.write_bytes(GARBAGE + bytes([number]))
        with closing(SqliteSpool(path)) as spool:
            assert spool.counts() == (0, 0)
    kept = [path.with_name(f"spool.sqlite3.damaged{ending}").read_bytes() for ending in ("", "-2")]
    assert kept == [GARBAGE + b"\0", GARBAGE + b"\1"]


def test_of_several_who_find_the_damage_one_sets_the_file_aside(path: Path) -> None:
    _garble(path)
    listens = [make_listened() for _ in range(8)]

    def finish(number: int) -> None:
        with closing(SqliteSpool(path)) as spool:
            spool.finish(listens[number])

    at_once(8, finish)
    with closing(SqliteSpool(path)) as spool:
        assert {each.event_id for each in spool.waiting(ADA, limit=10)} == {each.event_id for each in listens}
    assert [each.name for each in path.parent.glob("*.damaged*")] == ["spool.sqlite3.damaged"]


def test_what_is_not_damage_is_left_in_its_place(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE bookmark (url TEXT)")
    content = path.read_bytes()
    with closing(SqliteSpool(path)) as spool, pytest.raises(Unavailable, match="database of something else"):
        spool.finish(make_listened())
    assert path.read_bytes()[100:] == content[100:]
    assert list(path.parent.glob("*.damaged*")) == []
