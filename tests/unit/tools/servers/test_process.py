"""Programs that run on by themselves: known again, and never mistaken for another."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.listener import wait_until
from tools.servers.errors import ServerError
from tools.servers.process import Daemon, Program

_SLEEPER = "import time; print('awake', flush=True); time.sleep(600)"
_STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {_SLEEPER}"


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    daemon = Daemon(tmp_path)
    yield daemon
    daemon.kill()


def _start(daemon: Daemon, folder: Path, code: str = _SLEEPER) -> psutil.Process:
    daemon.start(Program([sys.executable, "-c", code], folder))
    process = daemon.find()
    assert process is not None
    wait_until(lambda: "awake" in daemon.last_words())
    return process


def test_it_is_found_by_whoever_looks_in_its_folder(daemon: Daemon, tmp_path: Path) -> None:
    process = _start(daemon, tmp_path)
    assert Daemon(tmp_path).find() == process
    assert process.cwd() == str(tmp_path)


def test_stopped_it_is_gone(daemon: Daemon, tmp_path: Path) -> None:
    process = _start(daemon, tmp_path)
    assert daemon.stop()
    assert daemon.find() is None
    assert not process.is_running()
    assert not daemon.stop()


def test_what_does_not_stop_is_killed(daemon: Daemon, tmp_path: Path) -> None:
    process = _start(daemon, tmp_path, _STUBBORN)
    assert daemon.stop(patience_s=0.1)
    assert not process.is_running()


def test_a_program_that_has_the_process_id_by_now_is_left_alone(daemon: Daemon, tmp_path: Path) -> None:
    stale = {"pid": os.getpid(), "command": [sys.executable, "-c", _SLEEPER]}
    (tmp_path / "pid.json").write_text(json.dumps(stale), encoding="utf-8")
    assert daemon.find() is None
    assert not daemon.stop()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}', '{"pid": -1, "command": []}'])
def test_a_damaged_file_is_as_none(daemon: Daemon, tmp_path: Path, content: str) -> None:
    (tmp_path / "pid.json").write_text(content, encoding="utf-8")
    assert daemon.find() is None


def test_the_log_of_the_last_time_is_kept(daemon: Daemon, tmp_path: Path) -> None:
    _start(daemon, tmp_path, "print('awake', 'once', flush=True); " + _SLEEPER)
    daemon.stop()
    _start(daemon, tmp_path)
    assert "once" not in daemon.last_words()
    assert "once" in (tmp_path / "server.log.old").read_text(encoding="utf-8")


def test_one_that_cannot_run_is_told_by_name(daemon: Daemon, tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="no-such-program"):
        daemon.start(Program([str(tmp_path / "no-such-program")], tmp_path))
