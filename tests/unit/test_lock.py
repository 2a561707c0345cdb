"""Locks hold between threads and processes, and end with their holder."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from audiostream.lock import folder_locked, locked

HOLDER = """
import sys, time
from pathlib import Path
from audiostream import lock

with getattr(lock, sys.argv[1])(Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(600)
"""
LOCKS = {"locked": "lock", "folder_locked": "."}


@pytest.mark.parametrize("name", LOCKS)
def test_a_dead_holder_holds_up_nobody(tmp_path: Path, name: str) -> None:
    path = tmp_path / LOCKS[name]
    lock = {"locked": locked, "folder_locked": folder_locked}[name]
    with subprocess.Popen([sys.executable, "-c", HOLDER, name, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        holder.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        with lock(path):
            assert path.exists()


@pytest.mark.parametrize(("lock", "name"), [(locked, "lock"), (folder_locked, ".")])
def test_a_lock_holds_between_threads(
    tmp_path: Path, lock: Callable[[Path], AbstractContextManager[None]], name: str
) -> None:
    inside, waiting = threading.Event(), threading.Event()

    def enter() -> None:
        waiting.set()
        with lock(tmp_path / name):
            inside.set()

    thread = threading.Thread(target=enter)
    with lock(tmp_path / name):
        thread.start()
        waiting.wait()
        assert not inside.wait(0.05)
    thread.join()
    assert inside.is_set()


@pytest.mark.skipif(os.name == "nt", reason="Windows locks no folders, so that a file stands for one")
def test_the_lock_of_a_folder_leaves_nothing_in_it(tmp_path: Path) -> None:
    with folder_locked(tmp_path):
        assert list(tmp_path.iterdir()) == []
