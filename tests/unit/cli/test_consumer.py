"""The commands of who looks after the service: what waits, and what was put aside."""

import sqlite3
from contextlib import closing

import pytest

from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain import paging
from audiostream.backend.domain.events import encode
from audiostream.cli import dates
from tests.support.command_line import CommandLine
from tests.support.events import make_created, make_listened

# 2024-11-24T12:00:00Z
NOON_US = 1_732_449_600_000_000
NOON = dates.local(dates.moment_of(NOON_US))
REFUSED = make_listened(started_at=NOON_US + 60_000_000)


@pytest.fixture
def troubled(cli: CommandLine) -> CommandLine:
    """Return a command line where one event could not be read, one listen was refused, and one of each kind waits."""
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        log.publish([])
        assert log.poll(limit=1) == []
    with closing(sqlite3.connect(cli.data_dir / "events.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO record (topic, key, value, published_at) VALUES ('playlist_create', 'bob', ?, ?)",
            (b"\x1b[2J\xff", NOON_US),
        )
    assert cli("playlist", "list").code == 0
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        log.publish([make_created()])
    with closing(SqliteSpool(cli.data_dir / "spool.sqlite3")) as spool:
        spool.finish(REFUSED)
        spool.put_aside(REFUSED.event_id, "no such song")
        spool.finish(make_listened())
    return cli


def test_where_all_is_well_nothing_waits_and_nothing_was_put_aside(cli: CommandLine) -> None:
    shown = cli("consumer", "status")
    assert (shown.code, shown.err) == (0, "Nothing waits, nothing was put aside.\n")
    assert {line.split("\t", 1)[1] for line in shown.out.splitlines()} == {"0\t\t0"}
    assert [line.split("\t")[0] for line in shown.out.splitlines()] == [
        *("listening_history", "playlist_create", "playlist_delete", "playlist_add_song", "playlist_remove_song"),
        "(spool)",
    ]
    none = cli("consumer", "dead-letters")
    assert (none.code, none.out, none.err) == (0, "", "Nothing was put aside.\n")


def test_status_tells_what_waits_and_what_was_put_aside(troubled: CommandLine) -> None:
    data = troubled("consumer", "status", "--json").data
    assert data["spool"] == {"waiting": 1, "refused": 1}
    topics = {each.pop("topic"): each for each in data["topics"]}
    oldest_at = topics["playlist_create"].pop("oldest_at")
    assert oldest_at.endswith("Z")
    assert topics["playlist_create"] == {"waiting": 1, "dead_letters": 1}
    assert topics["playlist_delete"] == {"waiting": 0, "oldest_at": None, "dead_letters": 0}
    shown = troubled("consumer", "status", terminal=True)
    assert "2 events waiting, 2 events put aside." in shown.err
    assert "Next: audiostream consumer dead-letters" in shown.err


def test_looking_applies_nothing(troubled: CommandLine) -> None:
    before = troubled("consumer", "status", "--json").data
    troubled("consumer", "dead-letters")
    assert troubled("consumer", "status", "--json").data == before
    assert troubled("playlist", "list").code == 0
    assert troubled("consumer", "status").err == "1 event waiting, 2 events put aside.\n"


def test_dead_letters_come_from_log_and_spool_with_their_reasons(troubled: CommandLine) -> None:
    first, second = (line.split("\t") for line in troubled("consumer", "dead-letters").out.splitlines())
    assert first[:4] == [NOON, "playlist_create", "bob", "0/1"]
    assert first[4].startswith("playlist_create: ")
    assert second[1:] == ["listening_history", "ada", "spool", "no such song"]


def test_programs_read_the_events_themselves(troubled: CommandLine) -> None:
    first, second = troubled("consumer", "dead-letters", "--json").data
    reason = first.pop("reason")
    assert reason
    assert first == {
        "topic": "playlist_create",
        "partition": 0,
        "offset": 1,
        "user_id": "bob",
        "at": "2024-11-24T12:00:00.000000Z",
        "event": "\x1b[2J\\xff",
    }
    assert second == {
        "topic": "listening_history",
        "partition": None,
        "offset": None,
        "user_id": "ada",
        "at": "2024-11-24T12:01:00.000000Z",
        "reason": "no such song",
        "event": encode(REFUSED).decode(),
    }
    assert troubled("consumer", "dead-letters", "--verbose").out.splitlines()[0].endswith("\t\\x1b[2J\\xff")


def test_what_is_not_shown_is_told(troubled: CommandLine) -> None:
    some = troubled("consumer", "dead-letters", "--limit", "1")
    assert len(some.out.splitlines()) == 1
    assert some.err == "These are the first 1 of 2: raise --limit.\n"
    for_programs = troubled("consumer", "dead-letters", "--limit", "1", "--json")
    assert len(for_programs.data) == 1
    assert for_programs.err == some.err


def test_more_than_can_be_shown_is_told(troubled: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_LIMIT", 1)
    some = troubled("consumer", "dead-letters", "--limit", "1")
    assert some.err == "These are the first 1 of 2; more than 1 cannot be shown.\n"
