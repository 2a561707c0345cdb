"""Making the keyspace and its tables, and telling how the cluster is."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from audiostream.backend.adapters.cassandra.migrations import Migration, known_migrations
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.replication import Replication
from audiostream.backend.adapters.cassandra.schema import Schema
from audiostream.backend.adapters.cassandra.schema_lock import SchemaLock
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.cluster.system import State, Step
from audiostream.errors import AudiostreamError, Unavailable
from tests.support.cassandra import make, own_keyspace, own_options

pytestmark = [pytest.mark.servers("cassandra"), pytest.mark.slow]

SMALL = Migration(
    version=1, name="small", checksum="a", statements=["CREATE TABLE IF NOT EXISTS {keyspace}.one (a int PRIMARY KEY)"]
)


@pytest.fixture
def options() -> Iterator[CassandraOptions]:
    with own_keyspace() as found:
        yield found


def _states(steps: list[Step]) -> dict[str, State]:
    return {step.item.name: step.item.state for step in steps}


def test_what_is_missing_is_made_once(options: CassandraOptions) -> None:
    titles = [migration.title for migration in known_migrations()]
    with closing(CassandraSystem(options)) as system:
        system.ping()
        before = _states(make(system))
        after = list(system.plan())
        health = system.health()
    assert before == dict.fromkeys([options.keyspace, *titles], State.MISSING)
    assert _states(after) == dict.fromkeys([options.keyspace, *titles], State.UNCHANGED)
    assert not any(step.apply for step in after)
    assert [finding for finding in health if not finding.ok] == []
    assert any("datacenter1: 2" in finding.detail for finding in health)


def test_two_runs_at_once_end_as_one(options: CassandraOptions) -> None:
    start, failures = threading.Barrier(2), list[AudiostreamError]()

    def run(host: str) -> None:
        # Each by a node of its own: those that make a table at the same moment do not know of each other.
        with closing(CassandraSystem(replace(options, hosts=[host]), migrations=[SMALL])) as system:
            try:
                system.ping()
                start.wait(timeout=60)
                make(system)
            except AudiostreamError as error:
                failures.append(error)

    threads = [threading.Thread(target=run, args=(host,)) for host in options.hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with closing(CassandraSystem(options, migrations=[SMALL])) as system:
        assert set(_states(list(system.plan())).values()) == {State.UNCHANGED}
        assert [finding for finding in system.health() if not finding.ok] == []


def test_a_migration_that_broke_off_is_run_again(options: CassandraOptions) -> None:
    broken = replace(SMALL, statements=[*SMALL.statements, "CREATE TABLE nonsense"])
    with closing(CassandraSystem(options, migrations=[broken])) as system, pytest.raises(AudiostreamError):
        make(system)
    with closing(CassandraSystem(options, migrations=[SMALL])) as system:
        assert _states(make(system))["0001_small"] is State.MISSING
        assert _states(list(system.plan()))["0001_small"] is State.UNCHANGED


def test_what_differs_is_told_and_left(options: CassandraOptions) -> None:
    with closing(CassandraSystem(options, Replication(strategy="simple", factor=1), [SMALL])) as system:
        make(system)
        assert set(_states(list(system.plan())).values()) == {State.UNCHANGED}
    later = replace(SMALL, version=2, name="later")
    with closing(CassandraSystem(options, migrations=[replace(SMALL, checksum="b"), later])) as system:
        steps = list(system.plan())
        remedies = [finding.remedy for finding in system.health() if not finding.ok]
    assert _states(steps) == {
        options.keyspace: State.DRIFTED,
        "0001_small": State.DRIFTED,
        "0002_later": State.MISSING,
    }
    assert "ALTER KEYSPACE" in str(steps[0].item.hint)
    assert remedies == ["Run 'audiostream cluster init'."]
    with closing(CassandraSystem(options, Replication(strategy="simple", factor=1), [])) as system:
        assert "newer audiostream" in list(system.plan())[-1].item.detail


def test_more_replicas_than_nodes_are_refused() -> None:
    with closing(CassandraSystem(own_options(), Replication(factor=4))) as system:
        with pytest.raises(Unavailable, match="4 replicas are asked for, but 2 of 2 nodes"):
            system.ping()
        keyspace = system.plan()[0]
        assert keyspace.item.state is State.FAILED
        assert keyspace.apply is None
        assert "fewer replicas" in str(keyspace.item.hint)


def test_a_lock_that_another_holds_is_waited_for_and_told(options: CassandraOptions) -> None:
    with closing(Session(options)) as session, closing(CassandraSystem(options, migrations=[])) as system:
        make(system)
        schema = Schema(session, SchemaLock(session, wait_s=0.0))
        with SchemaLock(session).held():
            with pytest.raises(Unavailable, match="is being changed by") as raised:
                schema.apply(SMALL)
            assert "expires within 60 seconds" in str(raised.value.hint)
        assert schema.apply(SMALL)
        assert not schema.apply(SMALL)


def test_a_lock_that_expired_cannot_be_renewed(options: CassandraOptions) -> None:
    with closing(Session(options)) as session, closing(CassandraSystem(options, migrations=[])) as system:
        make(system)
        lock = SchemaLock(session)
        with lock.held():
            lock.renew()
            session.rows("TRUNCATE {keyspace}.schema_lock")
            with pytest.raises(Unavailable, match="is being changed"):
                lock.renew()


def test_a_cluster_that_is_not_there_is_a_finding_and_not_an_error() -> None:
    options = CassandraOptions(hosts=["127.0.0.1:1"], connect_timeout_s=1.0)
    with closing(CassandraSystem(options)) as system:
        with pytest.raises(Unavailable):
            system.ping()
        (finding,) = system.health()
    assert not finding.ok
    assert finding.remedy
