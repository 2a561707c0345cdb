"""The commands of who looks after the service: what waits, and what was put aside."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain import paging
from audiostream.backend.domain.events import encode
from audiostream.backend.domain.times import moment_of
from audiostream.cli import dates
from tests.support.command_line import CommandLine
from tests.support.events import make_created, make_listened

# 2024-11-24T12:00:00Z
NOON_US = 1_732_449_600_000_000
NOON = dates.local(moment_of(NOON_US))
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
    none = cli("consumer", "dead-letters", "list")
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
    assert "Next: audiostream consumer dead-letters list" in shown.err


def test_looking_applies_nothing(troubled: CommandLine) -> None:
    before = troubled("consumer", "status", "--json").data
    troubled("consumer", "dead-letters", "list")
    assert troubled("consumer", "status", "--json").data == before
    assert troubled("playlist", "list").code == 0
    assert troubled("consumer", "status").err == "1 event waiting, 2 events put aside.\n"


def test_dead_letters_come_from_log_and_spool_with_their_reasons(troubled: CommandLine) -> None:
    first, second = (line.split("\t") for line in troubled("consumer", "dead-letters", "list").out.splitlines())
    assert first[:3] == [NOON, "playlist_create/0/1", "bob"]
    assert first[3].startswith("playlist_create: ")
    assert second[1:] == ["spool", "ada", "no such song"]


def test_programs_read_the_events_themselves(troubled: CommandLine) -> None:
    first, second = troubled("consumer", "dead-letters", "list", "--json").data
    reason = first.pop("reason")
    assert reason
    assert first == {
        "place": "playlist_create/0/1",
        "topic": "playlist_create",
        "partition": 0,
        "offset": 1,
        "user_id": "bob",
        "at": "2024-11-24T12:00:00.000000Z",
        "event": "\x1b[2J\\xff",
    }
    assert second == {
        "place": None,
        "topic": "listening_history",
        "partition": None,
        "offset": None,
        "user_id": "ada",
        "at": "2024-11-24T12:01:00.000000Z",
        "reason": "no such song",
        "event": encode(REFUSED).decode(),
    }
    assert troubled("consumer", "dead-letters", "list", "--verbose").out.splitlines()[0].endswith("\t\\x1b[2J\\xff")


def test_the_lag_is_told_of_every_partition(troubled: CommandLine) -> None:
    lags = {each["topic"]: each for each in troubled("consumer", "lag", "--json").data}
    assert lags["playlist_create"].pop("oldest_s") >= 0
    assert lags["playlist_create"] == {"topic": "playlist_create", "partition": 0, "committed": 1, "waiting": 1}
    assert lags["playlist_delete"]["oldest_s"] is None
    assert troubled("consumer", "lag").err.startswith("1 event waiting, the oldest for ")
    assert troubled("playlist", "list").code == 0
    assert troubled("consumer", "lag").err == "Nothing waits.\n"


def test_a_mended_event_is_published_in_the_place_of_the_bad_one(troubled: CommandLine, tmp_path: Path) -> None:
    mended = tmp_path / "mended.json"
    mended.write_bytes(encode(make_created(name="Mended")))
    replay = ("consumer", "dead-letters", "replay", "playlist_create/0/1")
    still = troubled(*replay)
    assert (still.code, still.out.split("\t")[:2]) == (5, ["invalid", "playlist_create/0/1"])
    would = troubled(*replay, "--with", str(mended), "--dry-run")
    assert (would.code, would.out) == (0, "would-replay\tplaylist_create/0/1\t\n")
    done = troubled(*replay, "--with", str(mended), "--json")
    assert done.data == [{"place": "playlist_create/0/1", "status": "replayed", "reason": None}]
    assert "Mended" in troubled("playlist", "list").out
    assert troubled("consumer", "dead-letters", "list").out.count("\n") == 1
    assert troubled(*replay).code == 4


def test_an_event_is_dropped_only_when_that_is_meant(troubled: CommandLine) -> None:
    drop = ("consumer", "dead-letters", "drop")
    assert troubled(*drop, "playlist_create").code == 2
    assert troubled(*drop, "playlist_create", answer="n\n").code == 1
    assert troubled(*drop, "--all", "--dry-run").out == "would-drop\tplaylist_create/0/1\t\n"
    assert troubled(*drop, "playlist_create", "--yes").out == "dropped\tplaylist_create/0/1\t\n"
    assert troubled(*drop, "--all", "--yes").err == "Nothing was put aside.\n"


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ((), "choose events by their places, or --all of them"),
        (("--all", "playlist_create"), "choose events by their places, or --all of them"),
        (("playlist_create/0",), "'playlist_create/0' is not a place"),
        (("playlist_create/0/x",), "'playlist_create/0/x' is not a place"),
        (("elsewhere/0/1",), "no topic is called 'elsewhere'"),
    ],
)
def test_what_is_no_place_is_told(cli: CommandLine, chosen: tuple[str, ...], message: str) -> None:
    for command in ("replay", "drop"):
        told = cli("consumer", "dead-letters", command, *chosen)
        assert told.code == 2
        assert message in told.err


def test_topics_to_run_are_checked_first(cli: CommandLine) -> None:
    told = cli("consumer", "run", "--topics", "listening_history,elsewhere")
    assert told.code == 2
    assert "no topic is called 'elsewhere'" in told.err


def test_what_is_not_shown_is_told(troubled: CommandLine) -> None:
    some = troubled("consumer", "dead-letters", "list", "--limit", "1")
    assert len(some.out.splitlines()) == 1
    assert some.err == "These are the first 1 of 2: raise --limit.\n"
    for_programs = troubled("consumer", "dead-letters", "list", "--limit", "1", "--json")
    assert len(for_programs.data) == 1
    assert for_programs.err == some.err


def test_more_than_can_be_shown_is_told(troubled: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_LIMIT", 1)
    some = troubled("consumer", "dead-letters", "list", "--limit", "1")
    assert some.err == "These are the first 1 of 2; more than 1 cannot be shown.\n"
