"""Remarks of the parts below the command line: whether, where and how a person is told."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.cli.environment import Environment, Options
from audiostream.cli.log import remarks_told
from tests.support.command_line import CommandLine, Stream

OURS = logging.getLogger("audiostream")
SOMEWHERE = logging.getLogger("audiostream.backend.somewhere")
PUT_ASIDE = "audiostream: Put aside 1 event(s)"


def _told(options: Options) -> str:
    environment = Environment(stderr=Stream(), options=options)
    with remarks_told(environment):
        SOMEWHERE.debug("looked")
        SOMEWHERE.info("found %d", 3)
        SOMEWHERE.warning("lost\n%s", "a\x1b[2Jb")
    return environment.stderr.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_warnings_are_told_on_one_line_that_steers_no_terminal() -> None:
    assert _told(Options()) == "audiostream: lost a\\x1b[2Jb\n"


def test_more_is_told_to_who_asks_for_it_and_nothing_to_who_wants_quiet() -> None:
    assert _told(Options(verbose=True)) == ("audiostream: looked\naudiostream: found 3\naudiostream: lost a\\x1b[2Jb\n")
    assert _told(Options(quiet=True)) == ""


def test_a_stream_that_is_gone_is_no_failure() -> None:
    stderr = Stream()
    stderr.close()
    with remarks_told(Environment(stderr=stderr)):
        SOMEWHERE.warning("nobody reads this")


@pytest.fixture
def spoilt(cli: CommandLine) -> CommandLine:
    """Return a command line in whose log there is an event that nobody can read."""
    assert cli("playlist", "list").code == 0
    _spoil(cli.data_dir / "events.sqlite3")
    return cli


def _spoil(log: Path) -> None:
    with closing(sqlite3.connect(log)) as connection, connection:
        connection.execute(
            "INSERT INTO record (topic, key, value, published_at) VALUES ('listening_history', 'ada', X'7b7d', 0)"
        )


def test_a_command_tells_them_beside_its_data(spoilt: CommandLine) -> None:
    shown = spoilt("playlist", "list", "--json")
    assert shown.data == []
    assert shown.err.startswith(PUT_ASIDE)
    assert len(shown.err.splitlines()) == 1


def test_a_quiet_command_does_not(spoilt: CommandLine) -> None:
    assert spoilt("playlist", "list", "--quiet").err == ""


def test_no_command_leaves_a_listener_behind(spoilt: CommandLine) -> None:
    before = (list(OURS.handlers), OURS.level)
    assert spoilt("playlist", "list").code == 0
    assert spoilt("playlist", "show", "nothing").code == 4
    assert (OURS.handlers, OURS.level) == before
