"""Speaking to the nodes, and what is told when that fails."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
from cassandra import ConsistencyLevel
from cassandra.cluster import EXEC_PROFILE_DEFAULT, ControlConnection
from cassandra.connection import DefaultEndPoint
from cassandra.policies import HostDistance, SimpleConvictionPolicy, TokenAwarePolicy
from cassandra.pool import Host
from cassandra.query import BatchStatement, BatchType, BoundStatement

from audiostream.backend.adapters.cassandra import session as sessions
from audiostream.backend.adapters.cassandra.acsylla_writer import AcsyllaWriter
from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.playlists import CassandraPlaylistStore
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.writers import Writer, fastest_writer
from audiostream.backend.domain.ids import PlaylistId, UserId
from audiostream.backend.domain.listening import Listen, listen_of
from audiostream.errors import Rejected, Unavailable
from tests.support.cassandra import drop_shared, own_options, shared_keyspace
from tests.support.events import make_added, make_created, make_deleted, make_listened, make_removed
from tests.support.servers import CASSANDRA_HOSTS

# A port of loopback where nothing listens.
NOWHERE = CassandraOptions(hosts=["127.0.0.1:1"], connect_timeout_s=1.0)


@pytest.fixture(scope="module", autouse=True)
def _no_keyspace_left() -> Iterator[None]:
    yield
    drop_shared()


def _writers(options: CassandraOptions) -> list[Writer]:
    return [Session(options), AcsyllaWriter(options)]


def _store(writer: Writer, options: CassandraOptions) -> CassandraListenStore:
    return CassandraListenStore(Session(options), writer)


def _listen(**fields: object) -> Listen:
    return listen_of(make_listened(**{"user_id": uuid4().hex, **fields}))


@pytest.mark.parametrize("writer", _writers(NOWHERE), ids=["driver", "acsylla"])
def test_where_nobody_listens_is_told_with_the_setting_to_look_at(writer: Writer) -> None:
    with closing(_store(writer, NOWHERE)) as store, pytest.raises(Unavailable, match=r"127\.0\.0\.1:1") as raised:
        store.apply([_listen()])
    assert "cassandra_hosts" in str(raised.value.hint)


@pytest.mark.servers("cassandra")
def test_a_datacenter_that_is_none_of_the_clusters_is_told_with_those_that_are() -> None:
    options = own_options(datacenter="dc9")
    with closing(Session(options)) as session, pytest.raises(Unavailable, match="'dc9'") as raised:
        session.driver()
    assert "datacenter1" in str(raised.value.hint)


@pytest.mark.servers("cassandra")
@pytest.mark.parametrize("writer", ["driver", "acsylla"])
def test_without_tables_it_says_what_makes_them(writer: str) -> None:
    options = own_options()
    with closing(_store(dict(zip(["driver", "acsylla"], _writers(options), strict=True))[writer], options)) as store:
        with pytest.raises(Unavailable) as raised:
            store.apply([_listen()])
        assert "cluster init" in str(raised.value.hint)
        with pytest.raises(Unavailable) as raised:
            store.listens(_listen().user_id, limit=1)
        assert "cluster init" in str(raised.value.hint)


@pytest.mark.servers("cassandra")
@pytest.mark.parametrize("number", [0, 1], ids=["driver", "acsylla"])
def test_a_value_that_cannot_be_stored_is_rejected_and_the_next_is_stored(number: int) -> None:
    options = shared_keyspace()
    kept = _listen()
    with closing(_store(_writers(options)[number], options)) as store:
        for bad in (_listen(client="\ud800"), _listen(played_ms=2**31), _listen(user_id="x" * 70_000)):
            with pytest.raises(Rejected):
                store.apply([bad])
        store.apply([kept])
        assert list(store.listens(kept.user_id, limit=9).items) == [kept]


@pytest.mark.servers("cassandra")
def test_each_request_is_prepared_names_its_partition_and_asks_for_a_local_quorum() -> None:
    asked: list[Any] = []
    user, playlist = UserId(uuid4().hex), PlaylistId(uuid4())
    mine: dict[str, Any] = {"user_id": user, "playlist_id": playlist}
    entries = [make_added(**mine), make_added(**mine)]
    removed = make_removed(**mine, entry_ids=tuple(entry.entry_id for entry in entries))
    with closing(Session(shared_keyspace())) as session:
        session.driver().add_request_init_listener(asked.append)
        history, playlists = CassandraListenStore(session, session), CassandraPlaylistStore(session)
        history.apply([_listen(user_id=user), _listen(user_id=user)])
        assert len(history.listens(user, limit=9).items) == 2
        playlists.apply([make_created(**mine), *entries])
        assert len(playlists.entries(user, playlist)) == playlists.sizes(user)[playlist] == 2
        playlists.apply([removed, make_deleted(**mine)])
        assert playlists.playlists(user) == []
    batches = [future.query for future in asked if isinstance(future.query, BatchStatement)]
    assert len(batches) == 2
    assert {batch.batch_type for batch in batches} == {BatchType.UNLOGGED}
    assert {type(future.query) for future in asked} == {BatchStatement, BoundStatement}
    assert all(future.query.routing_key for future in asked)
    assert {future.message.consistency_level for future in asked} == {ConsistencyLevel.LOCAL_QUORUM}


@pytest.mark.servers("cassandra")
def test_requests_go_to_replicas_in_ones_own_datacenter() -> None:
    with closing(Session(own_options())) as session:
        driver = session.driver()
        profile = driver.get_execution_profile(EXEC_PROFILE_DEFAULT)
        policy = profile.load_balancing_policy
        here = driver.cluster.metadata.all_hosts()
        elsewhere = Host(DefaultEndPoint("127.0.0.9"), SimpleConvictionPolicy)
        elsewhere.set_location_info("datacenter9", "rack1")
        assert isinstance(policy, TokenAwarePolicy)
        assert [policy.distance(host) for host in here] == [HostDistance.LOCAL] * len(CASSANDRA_HOSTS)
        assert policy.distance(elsewhere) == HostDistance.IGNORED
    assert profile.consistency_level == ConsistencyLevel.LOCAL_QUORUM
    assert profile.serial_consistency_level == ConsistencyLevel.LOCAL_SERIAL


@pytest.mark.servers("cassandra")
def test_nodes_that_never_agree_on_a_change_of_the_schema_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    options = shared_keyspace()
    monkeypatch.setattr(sessions, "AGREE_WITHIN_S", 0.3)
    with closing(Session(options)) as session:
        session.driver()
        # As the driver finds it, where each node has a version of its own.
        monkeypatch.setattr(ControlConnection, "_get_schema_mismatches", lambda *_: {"a": ["one"], "b": ["other"]})
        with pytest.raises(Unavailable, match="the nodes do not agree on the schema after a change") as raised:
            session.define("CREATE TABLE IF NOT EXISTS {keyspace}.listen_months (user_id text PRIMARY KEY)")
    assert "nodetool describecluster" in str(raised.value.hint)


@pytest.mark.servers("cassandra")
def test_a_store_that_was_closed_opens_again() -> None:
    options = shared_keyspace()
    session = Session(options)
    kept = _listen()
    with closing(CassandraListenStore(session, fastest_writer(session))) as store:
        store.apply([_listen()])
        store.close()
        store.close()
        store.apply([kept])
        assert list(store.listens(kept.user_id, limit=9).items) == [kept]


@pytest.mark.parametrize(
    ("options", "fast"),
    [
        (CassandraOptions(hosts=CASSANDRA_HOSTS), True),
        # It knows one port for all nodes.
        (CassandraOptions(hosts=["a:1", "b:2"]), False),
    ],
)
def test_the_fast_driver_is_used_where_it_can_be(options: CassandraOptions, *, fast: bool) -> None:
    assert isinstance(fastest_writer(Session(options)), AcsyllaWriter) == fast
