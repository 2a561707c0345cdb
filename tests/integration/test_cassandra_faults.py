"""A node of Cassandra goes away and comes back while listens are stored: none is lost, none is put aside or twice."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from audiostream.backend.adapters.cassandra.replication import Replication
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.wiring import options
from tests.support import servers
from tests.support.clusters import listener_with, own_settings
from tests.support.listener import Listener, wait_until
from tests.support.streams import Stream, end, stream, wait_told

LISTENS = 20_000
# Nodes that start and find each other need a while.
PATIENCE_S = 120

pytestmark = [
    pytest.mark.servers("cassandra", "kafka"),
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.timeout(900),
]


@contextmanager
def _world(folder: Path, factor: int) -> Iterator[tuple[Stream, CassandraSystem]]:
    with stream(folder, cassandra_replication=factor) as world:
        patient = replace(options.cassandra_options(world.settings), connect_timeout_s=20.0, request_timeout_s=30.0)
        with closing(CassandraSystem(patient, Replication(factor=factor))) as system:
            yield world, system


def test_of_two_nodes_with_two_replicas_both_must_be_up_and_the_consumer_waits(tmp_path: Path) -> None:
    with own_settings() as later, _world(tmp_path / "operator", 2) as (world, system):
        consumer = world.consume()
        publisher = world.publishing(LISTENS)
        world.wait_stored(0.1, LISTENS)
        with servers.away("cassandra2"):
            wait_told(consumer, "Events wait, and none is put aside: Cassandra at ")
            wait_until(lambda: "2 of 2 replicas must answer, and some rows have fewer" in _ill(system))
            assert "1 of 2 up; down: 127.0.0.2:" in _ill(system)
            _check_refused(world.operator, "playlist", "list")
            _check_refused(world.operator, "history")
            refused = listener_with(later, tmp_path / "later").run("cluster", "init", "--only", "cassandra", code=3)
            assert "2 replicas are asked for, but 1 of 2 nodes in datacenter1 is up" in refused.out
            assert "Start more nodes, or wait until they have joined (--wait)" in refused.err
            publisher.join()
            assert not world.is_drained()
            assert not world.reader.dead_letters(limit=1)
            assert consumer.poll() is None
        wait_told(consumer, "Going on, after")
        world.check(within_s=PATIENCE_S)
        end(consumer)
        wait_until(lambda: not _ill(system), within_s=PATIENCE_S)


def test_of_three_nodes_with_three_replicas_one_may_be_down_and_the_consumer_goes_on(tmp_path: Path) -> None:
    with servers.third_node(), _world(tmp_path / "operator", 3) as (world, system):
        consumer = world.consume()
        publisher = world.publishing(LISTENS // 2)
        world.wait_stored(0.1, LISTENS)
        with servers.away("cassandra2", at_once=True):
            world.publish(LISTENS // 2)
            publisher.join()
            # Until the others have noticed, a request may wait for the dead one and be sent again.
            world.check(within_s=PATIENCE_S)
            wait_until(lambda: "2 of 3 up" in _ill(system))
            assert "replicas must answer" not in _ill(system)
        world.publish(1000)
        world.check()
        end(consumer)


def _check_refused(listener: Listener, *command: str) -> None:
    """Commands do not wait as consumers do: they say at once that a service is unavailable."""
    refused = listener.run(*command, code=3)
    assert "1 of 2 replicas that must answer are up" in refused.err
    assert "With two replicas both must be up" in refused.err


def _ill(system: CassandraSystem) -> str:
    """Return what a health check has to complain of."""
    return "; ".join(finding.detail for finding in system.health() if not finding.ok)
