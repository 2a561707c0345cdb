"""The command of listening history, as its user types it."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.domain.events import now_us
from audiostream.backend.domain.ids import SongId
from audiostream.backend.domain.times import moment_of
from audiostream.cli import dates
from tests.support.builders import make_album, make_artist, make_song
from tests.support.command_line import CommandLine
from tests.support.events import make_listened

SINNERMAN = make_song("Sinnerman", album=make_album("Pastel Blues", artist=make_artist("Nina Simone")))
GONE = SongId(1024921637392220163)
HOUR_US = 3_600_000_000
# 2024-11-24T12:00:00Z
NOON_US = 1_732_449_600_000_000


def _listen(cli: CommandLine, *started_at: int, **fields: object) -> None:
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        log.publish(
            [
                make_listened(event_id=UUID(int=moment), started_at=moment, **{"song_id": GONE, **fields})
                for moment in started_at
            ]
        )


def _started(cli: CommandLine, *options: str) -> list[str]:
    return [listen["started_at"][11:16] for listen in cli("history", *options, "--json").data]


def test_before_the_first_listen_there_is_none(cli: CommandLine) -> None:
    shown = cli("history")
    assert (shown.code, shown.out, shown.err) == (0, "", "Nothing was listened to yet.\n")
    assert cli("history", "--json").json == {"ok": True, "kind": "history", "data": []}
    assert cli("history", "--since", "7d").err == "Nothing was listened to in this time.\n"


def test_what_programs_read_of_a_listen(cli: CommandLine) -> None:
    with closing(open_catalogue(cli.data_dir / "catalogue.sqlite3")) as catalogue:
        catalogue.put_artist(SINNERMAN.artist)
        catalogue.put_album(SINNERMAN.album)
        catalogue.put_songs([SINNERMAN])
    _listen(cli, NOON_US, song_id=SINNERMAN.id, played_ms=95_000, client="a player")
    assert cli("history", "--json").json == {
        "ok": True,
        "kind": "history",
        "data": [
            {
                "event_id": str(UUID(int=NOON_US)),
                "started_at": "2024-11-24T12:00:00.000000Z",
                "song_id": str(int(SINNERMAN.id)),
                "title": "Sinnerman",
                "artist": {"id": str(int(SINNERMAN.artist.id)), "name": "Nina Simone"},
                "album": {"id": str(int(SINNERMAN.album.id)), "title": "Pastel Blues"},
                "played_ms": 95_000,
                "duration_ms": 180_000,
                "completed": True,
                "client": "a player",
            }
        ],
    }
    line = cli("history").out
    when = dates.local(moment_of(NOON_US))
    assert line == f"{when}\tSinnerman\tNina Simone\tPastel Blues\t1:35 of 3:00\tyes\n"
    drawn = cli("history", terminal=True).out
    assert all(text in drawn for text in ("complete", "Sinnerman", "1:35 of 3:00", "yes"))


def test_a_song_that_left_the_catalogue_still_was_heard(cli: CommandLine) -> None:
    _listen(cli, NOON_US, completed=False, played_ms=7_000)
    assert cli("history").out.split("\t")[1:] == [f"(removed song {int(GONE)})", "", "", "0:07 of 3:00", "no\n"]
    (listen,) = cli("history", "--json").data
    assert (listen["song_id"], listen["title"], listen["artist"]) == (str(int(GONE)), None, None)


def test_the_newest_comes_first_and_pages_follow_each_other(cli: CommandLine) -> None:
    _listen(cli, *(NOON_US + hour * HOUR_US for hour in (3, 1, 4, 0, 2)))
    first = cli("history", "--limit", "2", "--json").json
    assert [listen["started_at"][11:16] for listen in first["data"]] == ["16:00", "15:00"]
    cursor = first["next_cursor"]
    assert cli("history", "--limit", "2").err == f"There is more: add --after {cursor}\n"
    second = cli("history", "--limit", "2", "--after", cursor, "--json").json
    assert [listen["started_at"][11:16] for listen in second["data"]] == ["14:00", "13:00"]
    last = cli("history", "--limit", "2", "--after", second["next_cursor"], "--json").json
    assert [listen["started_at"][11:16] for listen in last["data"]] == ["12:00"]
    assert "next_cursor" not in last


def test_a_time_is_from_its_first_moment_to_before_its_last(cli: CommandLine) -> None:
    _listen(cli, *(NOON_US + hour * HOUR_US for hour in range(4)))
    assert _started(cli, "--since", "2024-11-24T13:00Z") == ["15:00", "14:00", "13:00"]
    assert _started(cli, "--until", "2024-11-24T13:00Z") == ["12:00"]
    assert _started(cli, "--since", "2024-11-24T13:00Z", "--until", "2024-11-24 15:00+00:00") == ["14:00", "13:00"]
    assert _started(cli, "--since", "2024-10", "--until", "2024-12") == ["15:00", "14:00", "13:00", "12:00"]
    assert _started(cli, "--until", "2023") == []


def test_a_day_is_one_of_this_machines_zone(cli: CommandLine) -> None:
    midnight = dates.parse_moment("2024-11-24", "", now=moment_of(NOON_US))
    first_us = int(midnight.timestamp()) * 1_000_000
    _listen(cli, first_us - 1, first_us, first_us + 24 * HOUR_US - 1, first_us + 24 * HOUR_US)
    shown = cli("history", "--since", "2024-11-24", "--until", "2024-11-24").out.splitlines()
    assert [line[:16] for line in shown] == ["2024-11-24 23:59", "2024-11-24 00:00"]


def test_how_long_ago_is_counted_from_now(cli: CommandLine) -> None:
    now = now_us()
    _listen(cli, now - 3 * HOUR_US, now - HOUR_US // 2)
    assert len(_started(cli, "--since", "1h")) == 1
    assert len(_started(cli, "--since", "4 hours ago")) == 2
    assert len(_started(cli, "--until", "60m")) == 1


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--since", "soon"], "--since: 'soon' is not a time\n  hint: Allowed are: today, "),
        (["--until", "\x1b[2J"], r"--until: '\x1b[2J' is not a time"),
        (["--since", "2024-11-25", "--until", "2024-11-24"], "--since 2024-11-25 must be before --until 2024-11-24"),
        (["--limit", "0"], "it must be at least 1"),
        (["--limit", "1001"], "it must be at most 1000"),
        (["--limit", "ten"], "'--limit'"),
        (["--after", "MTIz"], "'MTIz' is not a cursor"),
        (["--after", ""], "is not a cursor"),
        (["--after", "🎹"], "is not a cursor"),
        (["today"], "unexpected extra argument"),
    ],
)
def test_what_cannot_be_asked_is_told(cli: CommandLine, options: list[str], reason: str) -> None:
    _listen(cli, NOON_US)
    refused = cli("history", *options)
    assert (refused.code, refused.out) == (2, "")
    assert reason in refused.err
    assert cli("history", *options, "--json").json["error"]["code"] == "invalid_input"


def test_each_user_has_a_history_of_their_own(cli: CommandLine) -> None:
    _listen(cli, NOON_US, user_id="bob")
    assert cli("history", "--json").data == []
    assert len(CommandLine(cli.data_dir, {"user": "bob"})("history", "--json").data) == 1


def test_an_event_that_cannot_be_read_is_put_aside_and_hides_nothing(
    cli: CommandLine, caplog: pytest.LogCaptureFixture
) -> None:
    _listen(cli, NOON_US)
    with closing(sqlite3.connect(cli.data_dir / "events.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO record (topic, key, value, published_at) VALUES ('listening_history', 'ada', X'7b7d', 0)"
        )
    _listen(cli, NOON_US + HOUR_US)
    assert _started(cli) == ["13:00", "12:00"]
    assert "Put aside 1 event(s)" in caplog.text
    caplog.clear()
    assert _started(cli) == ["13:00", "12:00"]
    assert not caplog.text
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        (letter,) = log.dead_letters(limit=9)
    assert "missing required field" in letter.reason
