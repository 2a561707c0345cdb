"""The world as a command is given it."""

import io
from pathlib import Path

import pytest

from audiostream.backend import bootstrap
from audiostream.cli.environment import Environment, Options, interactive
from tests.support.command_line import Stream


def _seat(*, stdin: bool, stdout: bool) -> Environment:
    return Environment(stdin=Stream(terminal=stdin), stdout=Stream(terminal=stdout), stderr=Stream())


@pytest.mark.parametrize(
    ("stdin", "stdout", "term", "there"),
    [
        (True, True, "xterm-256color", True),
        (True, True, None, True),
        (True, True, "dumb", False),
        (False, True, "xterm", False),
        (True, False, "xterm", False),
    ],
)
def test_a_person_is_there_when_both_streams_are_a_terminal_that_can_draw(
    monkeypatch: pytest.MonkeyPatch, *, stdin: bool, stdout: bool, term: str | None, there: bool
) -> None:
    if term is None:
        monkeypatch.delenv("TERM", raising=False)
    else:
        monkeypatch.setenv("TERM", term)
    assert interactive(_seat(stdin=stdin, stdout=stdout)) is there


def test_saying_is_printable_and_silent_when_quiet() -> None:
    stderr = io.StringIO()
    environment = Environment(stderr=stderr)
    environment.say("a\x1b[2Jb")
    environment.options.quiet = True
    environment.say("more")
    assert stderr.getvalue() == "a\\x1b[2Jb\n"


def test_what_is_said_while_a_screen_is_up_comes_after_it_and_is_not_lost() -> None:
    stderr = io.StringIO()
    environment = Environment(stderr=stderr)
    with environment.said_later():
        environment.say("one")
        environment.say("two")
        assert stderr.getvalue() == ""
    environment.say("three")
    assert stderr.getvalue() == "one\ntwo\nthree\n"


def test_settings_are_those_of_the_profile_and_overrides_come_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("AUDIOSTREAM_CONFIG", str(path))
    path.write_text("[profiles.work]\nvolume = 3\nupload_jobs = 2\n", encoding="utf-8")
    environment = Environment(options=Options(profile="work"), overrides={"volume": "9"})
    assert (environment.settings.volume, environment.settings.upload_jobs) == (9, 2)
    assert environment.loaded.profile == "work"


def test_closing_does_not_build_what_was_not_used() -> None:
    environment = Environment()
    environment.close()
    assert "services" not in vars(environment)


def test_closing_closes_what_was_used(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = Environment()
    closed = []

    class Services:
        """Notes that it was closed."""

        def close(self) -> None:
            """Note it."""
            closed.append(self)

    monkeypatch.setattr(bootstrap, "build", lambda _settings: Services())
    assert environment.services is environment.services
    environment.close()
    assert len(closed) == 1


def test_rich_does_not_read_names_as_its_own_language() -> None:
    stdout = io.StringIO()
    Environment(stdout=stdout).out.print("[red]:smile: 1.5[/red]")
    assert stdout.getvalue() == "[red]:smile: 1.5[/red]\n"
