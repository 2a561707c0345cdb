"""Making the keyspace and its tables, and telling how the cluster is."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from audiostream.backend.adapters.cassandra import health as checks
from audiostream.backend.adapters.cassandra import schema_lock
from audiostream.backend.adapters.cassandra.migrations import Migration, known_migrations
from audiostream.backend.adapters.cassandra.nodes import Node, ask_nodes
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.replication import Replication
from audiostream.backend.adapters.cassandra.schema import Schema
from audiostream.backend.adapters.cassandra.schema_lock import SchemaLock
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.cluster.system import State, Step
from audiostream.errors import AudiostreamError, Unavailable
from tests.support.cassandra import check_told_healthy, make, own_keyspace, own_options
from tests.support.threads import at_once

pytestmark = [pytest.mark.servers("cassandra"), pytest.mark.slow]

SMALL = Migration(
    version=1, name="small", checksum="a", statements=["CREATE TABLE IF NOT EXISTS {keyspace}.one (a int PRIMARY KEY)"]
)

COMPACTION = "SELECT compaction FROM system_schema.tables WHERE keyspace_name = ? AND table_name = 'listens_by_user'"


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
    told = {finding.subject: finding.detail for finding in health}
    check_told_healthy(told, options.keyspace, migrations=len(titles))
    with closing(Session(options)) as session:
        ((compaction,),) = session.rows(COMPACTION, (options.keyspace,))
    # What is of one time goes with it, and old listens are not written anew.
    assert dict(compaction)["class"].endswith(".TimeWindowCompactionStrategy")


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


def test_nodes_that_differ_in_version_or_schema_are_told_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def differing(session: Session) -> Sequence[Node]:
        return [replace(node, version=f"5.0.{n}", schema=str(n)) for n, node in enumerate(ask_nodes(session))]

    monkeypatch.setattr(checks, "ask_nodes", differing)
    monkeypatch.setattr(checks, "_AGREE_WITHIN_S", 0.0)
    with closing(CassandraSystem(own_options())) as system:
        found = {each.subject: (each.ok, each.detail, each.remedy) for each in system.health()}
    assert found["version"] == (False, "5.0.0, 5.0.1", "Upgrade the older nodes.")
    assert found["schema agreement"] == (
        False,
        "2 versions of the schema",
        "See 'nodetool describecluster'; restart the nodes that differ from most.",
    )


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


def test_many_that_want_the_lock_have_it_one_after_the_other(
    options: CassandraOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many that ask so often let replicas time out, which a busy machine does to two.
    monkeypatch.setattr(schema_lock, "_POLL_S", 0.005)
    with closing(CassandraSystem(options, migrations=[])) as system:
        make(system)
    inside = held = most = 0

    def run(_: int) -> None:
        nonlocal inside, held, most
        with closing(Session(options)) as session:
            lock = SchemaLock(session)
            for _ in range(3):
                with lock.held():
                    inside += 1
                    lock.renew()
                    most = max(most, inside)
                    held += 1
                    inside -= 1

    at_once(10, run)
    assert (held, most) == (30, 1)
