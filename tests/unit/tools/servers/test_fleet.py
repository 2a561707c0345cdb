"""All the servers together: each started once, in an order that suits, and only ours stopped."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.daemons import Listener, free_port
from tools.servers import fleet as fleets
from tools.servers.errors import ServerError
from tools.servers.fleet import Fleet, members

# Each test starts a process.
pytestmark = pytest.mark.slow


class Follower(Listener):
    """One that needs kafka up before it."""

    @property
    def needs(self) -> tuple[str, ...]:
        """What it waits for."""
        return ("kafka",)

    def up(self) -> bool:
        """Start, if what it needs is up."""
        assert FLEET[0].server("kafka").is_answering
        return super().up()


FLEET: list[Fleet] = []


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fleet]:
    """Give a fleet whose kafka and postgres are small, the latter needing the former."""
    small = {
        "kafka": partial(Listener, name="kafka", port=free_port()),
        "postgres": partial(Follower, name="postgres", port=free_port()),
    }
    monkeypatch.setattr(fleets, "_SERVERS", small)
    fleet = Fleet(tmp_path)
    FLEET[:] = [fleet]
    yield fleet
    fleet.down(["kafka", "postgres"])


def test_what_is_needed_comes_first_whatever_the_order_asked_in(fleet: Fleet) -> None:
    assert sorted(fleet.up(["postgres", "kafka"])) == [("kafka", True), ("postgres", True)]
    assert sorted(fleet.up(["postgres", "kafka"])) == [("kafka", False), ("postgres", False)]


def test_two_at_the_same_time_start_each_once(fleet: Fleet) -> None:
    started: list[bool] = []
    threads = [
        threading.Thread(target=lambda: started.extend(now for _, now in Fleet(fleet.root).up(["kafka"])))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(started) == [False, True]


def test_status_tells_them_apart(fleet: Fleet, tmp_path: Path) -> None:
    list(fleet.up(["kafka"]))
    ours, down = fleet.status(["kafka", "postgres"])
    assert ours.answers
    assert ours.pid is not None
    assert (down.answers, down.pid) == (False, None)
    theirs = Fleet(tmp_path / "other").status(["kafka"])[0]
    assert (theirs.answers, theirs.pid) == (True, None)


def test_down_stops_what_was_started_here_alone(fleet: Fleet, tmp_path: Path) -> None:
    list(fleet.up(["kafka"]))
    assert Fleet(tmp_path / "other").down(["kafka"]) == []
    assert fleet.down(["kafka", "postgres"]) == ["kafka"]
    assert not fleet.status(["kafka"])[0].answers


def test_a_group_is_its_members_and_none_comes_twice() -> None:
    assert members(["cassandra2", "cassandra", "kafka"]) == ["cassandra2", "cassandra1", "kafka"]


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(ServerError, match=r"no server 'redis'; there are: cassandra, .*postgres"):
        members(["kafka", "redis"])
