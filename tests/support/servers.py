"""The real servers that tests marked ``servers`` run on.

``tests/conftest.py`` sees to it that they are up before the first such test. ``@pytest.mark.servers("kafka",
"cassandra")`` asks for these alone, and the bare marker for all. They are shared: a test keeps to a keyspace, topics, a
bucket or a database of a name of its own. One that stops a server is marked ``alone`` as well, which has it run by
itself, after the others.

Where they listen is in ``tools/servers/addresses.py``; ``python -m tools.servers`` starts and stops them by hand.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.servers.addresses import CASSANDRA_PORT, KAFKA_PORT, node_host
from tools.servers.cassandra import NODES
from tools.servers.fleet import DEFAULT, NAMES, Fleet, members
from tools.servers.server import Server

# At the import, as the tests' own settings take all variables of ours away.
_FLEET = Fleet()
_HERE = Path(__file__).parents[2]

SERVERS_ROOT = _FLEET.root
CASSANDRA_HOSTS = tuple(f"{node_host(number)}:{CASSANDRA_PORT}" for number in range(1, NODES + 1))
KAFKA_SERVERS = (f"127.0.0.1:{KAFKA_PORT}",)
THIRD_NODE = NAMES[-1]


def needed(items: Sequence[pytest.Item]) -> list[str]:
    """Return the servers that these tests ask for by their marker."""
    marks = [mark for item in items for mark in item.iter_markers("servers")]
    return sorted({name for mark in marks for name in members(mark.args) or DEFAULT}, key=NAMES.index)


def start(*names: str) -> None:
    """Have these servers answer; those that do already are left as they are.

    Raises:
        AssertionError: one cannot be had; says why.
    """
    # By a process of its own, so that no driver's threads and sockets stay behind in the tests'.
    command = [sys.executable, "-m", "tools.servers", "up", *names]
    environment = {**os.environ, "AUDIOSTREAM_SERVERS_DIR": str(_FLEET.root)}
    done = subprocess.run(command, cwd=_HERE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def stop(name: str) -> None:
    """Stop a server in order, and return when it has ended."""
    assert _own(name).down(), f"{name} does not run"


def kill(name: str) -> None:
    """End a server at once, as a power cut would."""
    pid(name)
    _own(name).daemon.kill()


def pid(name: str) -> int:
    """Return a server's process id."""
    process = _own(name).daemon.find()
    assert process is not None, f"{name} does not run"
    return process.pid


def log_of(name: str) -> str:
    """Return what a server has logged since it was started."""
    return _FLEET.server(name).daemon.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def away(name: str, *, at_once: bool = False) -> Iterator[None]:
    """Do without a server, stopped in order or killed ``at_once``; it is back, and answers, afterwards."""
    (kill if at_once else stop)(name)
    try:
        yield
    finally:
        start(name)


@contextmanager
def third_node() -> Iterator[str]:
    """Have a third node of Cassandra, and give where it speaks CQL; it has left the cluster afterwards."""
    server = _own(THIRD_NODE)
    try:
        start(THIRD_NODE)
        yield server.address
    finally:
        server.down()


def unique(prefix: str) -> str:
    """Return a name that no other test has: letters, digits and underscores, fit for a keyspace, database or topic."""
    return f"{prefix}_{uuid.uuid4().hex[:12]}"


def _own(name: str) -> Server:
    assert "PYTEST_XDIST_WORKER" not in os.environ, "other tests use the servers now; mark this one alone"
    return _FLEET.server(name)
