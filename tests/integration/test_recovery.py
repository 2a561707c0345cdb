"""A lost file of playlists or history is made again from the event log."""

from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.bootstrap import build
from audiostream.errors import Unavailable
from audiostream.settings import Settings
from tests.support.command_line import CommandLine
from tests.support.events import ADA, make_listened


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    """Return a command line with a playlist, another that was deleted, and two listens."""
    cli = CommandLine(tmp_path / "data")
    for arguments in (("create", "Mix"), ("rename", "Mix", "Evening"), ("create", "Old"), ("delete", "Old", "--yes")):
        assert cli("playlist", *arguments).code == 0
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        log.publish([make_listened(), make_listened()])
        log.publish([make_listened(user_id="bob")])
    return cli


def _seen(cli: CommandLine) -> tuple[object, object]:
    return cli("playlist", "list", "--json").data, cli("history", "--json").data


@pytest.mark.parametrize("lost", [["playlists"], ["listens"], ["playlists", "listens"]])
def test_a_lost_file_is_made_again(cli: CommandLine, lost: list[str], caplog: pytest.LogCaptureFixture) -> None:
    before = _seen(cli)
    assert not caplog.text
    for name in lost:
        for file in cli.data_dir.glob(f"{name}.sqlite3*"):
            file.unlink()
    assert _seen(cli) == before
    assert caplog.text.count("again from the event log") == 1


@pytest.mark.parametrize("lost", ["playlists", "listens"])
def test_an_emptied_file_is_made_again(cli: CommandLine, lost: str) -> None:
    before = _seen(cli)
    (cli.data_dir / f"{lost}.sqlite3").write_bytes(b"")
    assert _seen(cli) == before


def test_a_damaged_file_that_was_moved_away_is_made_again(cli: CommandLine) -> None:
    before = _seen(cli)
    file = cli.data_dir / "playlists.sqlite3"
    file.write_bytes(b"not a database" * 1000)
    failed = cli("playlist", "list")
    assert failed.code == 3
    assert "move the file away" in failed.err
    file.rename(file.with_suffix(".damaged"))
    assert _seen(cli) == before


def test_while_the_log_is_away_only_what_needs_it_fails(cli: CommandLine) -> None:
    for file in cli.data_dir.glob("playlists.sqlite3*"):
        file.unlink()
    log = cli.data_dir / "events.sqlite3"
    log.rename(log.with_suffix(".away"))
    log.mkdir()
    with closing(build(Settings(data_dir=cli.data_dir, user="ada"))) as services:
        history = services.history
        assert services.streaming.known([]) == []
        with pytest.raises(Unavailable):
            history.record([make_listened()])
        log.rmdir()
        log.with_suffix(".away").rename(log)
        history.record([make_listened()])
    assert [each["name"] for each in cli("playlist", "list", "--json").data] == ["Evening"]


def test_while_nothing_is_lost_no_event_is_read_twice(cli: CommandLine) -> None:
    _seen(cli)
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        assert not log.poll(limit=1)


def test_a_reader_that_was_taken_back_reads_all_again(tmp_path: Path) -> None:
    with closing(SqliteEventLog(tmp_path / "events.sqlite3")) as log:
        assert not log.rewind()
        log.publish([make_listened(), make_listened()])
        first = log.poll(limit=9)
        log.commit(first)
        assert log.rewind()
        assert log.poll(limit=9) == first
        assert {record.key for record in first} == {ADA}
