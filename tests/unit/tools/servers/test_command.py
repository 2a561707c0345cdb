"""``python -m tools.servers``: what it prints, and its exit codes."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.daemons import Listener, free_port
from tools.servers import __main__ as command
from tools.servers import fleet as fleets
from tools.servers.fleet import Fleet

# Each test starts a process.
pytestmark = pytest.mark.slow


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fleet]:
    """Give a fleet of two small servers."""
    ports = {name: free_port() for name in ("kafka", "postgres")}
    monkeypatch.setattr(
        fleets, "_SERVERS", {name: lambda root, name=name: Listener(root, name, ports[name]) for name in ports}
    )
    for module in (command, fleets):
        monkeypatch.setattr(module, "NAMES", tuple(ports))
        monkeypatch.setattr(module, "DEFAULT", tuple(ports))
    fleet = Fleet(tmp_path)
    monkeypatch.setattr(command, "Fleet", lambda: fleet)
    yield fleet
    fleet.down(list(ports))


def _up(fleet: Fleet) -> dict[str, bool]:
    return {row.name: row.answers for row in fleet.status(["kafka", "postgres"])}


def test_up_and_status_and_down(fleet: Fleet, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["up", "kafka"]) == 0
    assert command.main(["status"]) == 3
    assert command.main(["status", "kafka"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["kafka", "up"]
    assert lines[1].split()[:2] == ["postgres", "down"]
    assert command.main(["down"]) == 0
    assert _up(fleet) == {"kafka": False, "postgres": False}


def test_run_has_them_up_meanwhile_and_passes_the_exit_code_on(fleet: Fleet, tmp_path: Path) -> None:
    ask = f"import socket; socket.create_connection({_address(fleet)}).close(); open('was-up', 'w'); exit(7)"
    code = f"import os; os.chdir({str(tmp_path)!r}); {ask}"
    assert command.main(["run", "--", sys.executable, "-c", code]) == 7
    assert (tmp_path / "was-up").exists()
    assert _up(fleet) == {"kafka": False, "postgres": False}


def test_run_leaves_those_up_that_were(fleet: Fleet) -> None:
    command.main(["up", "kafka"])
    assert command.main(["run", "--", sys.executable, "-c", ""]) == 0
    assert _up(fleet) == {"kafka": True, "postgres": False}


def test_run_stops_what_it_started_where_one_does_not_come_up(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> None:
        raise OSError("no route")

    monkeypatch.setattr(Listener, "patience_s", 0.1)
    monkeypatch.setattr(Listener, "ask", lambda self: none() if self.name == "postgres" else None)
    assert command.main(["run", "--", sys.executable, "-c", ""]) == 1
    assert "postgres does not answer" in capsys.readouterr().err
    assert [row.pid for row in fleet.status(["kafka", "postgres"])] == [None, None]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["up", "redis"], "no server 'redis'"), (["run"], "Say what to run"), (["run", "--"], "Say")],
)
def test_wrong_words_are_told(
    arguments: list[str], told: str, fleet: Fleet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 1
    assert told in capsys.readouterr().err
    assert _up(fleet) == {"kafka": False, "postgres": False}


def _address(fleet: Fleet) -> tuple[str, int]:
    host, port = fleet.server("kafka").address.split(":")
    return host, int(port)
