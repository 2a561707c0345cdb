"""Cassandra for tests, on the one cluster that ``tools.servers`` starts.

Making tables takes seconds, so tests of the stores share the keyspace of their process, emptied before each; tests
of the schema have one of their own. None is left behind.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.playlists import CassandraPlaylistStore
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.adapters.cassandra.writers import Writer, fastest_writer
from audiostream.backend.cluster.system import State, Step
from audiostream.errors import Unavailable
from tests.support.servers import CASSANDRA_HOSTS, unique
from tools.servers.cassandra import ARTIFACT

# Two nodes and the tests share two processors: what takes a second elsewhere may take ten.
_PATIENT: dict[str, Any] = {"connect_timeout_s": 20.0, "request_timeout_s": 30.0}


def own_options(**fields: Any) -> CassandraOptions:  # noqa: ANN401 - any field
    """Return options by a keyspace that nobody else has."""
    return CassandraOptions(**{"hosts": CASSANDRA_HOSTS, "keyspace": unique("test"), **_PATIENT, **fields})


def check_told_healthy(details: Mapping[str, str], keyspace: str, *, migrations: int) -> None:
    """Compare all that health checks tell of the two nodes and of a keyspace in which nothing is wrong."""
    told = dict(details)
    assert re.fullmatch(r"\d+\.\d to \d+\.\d ms a query", told.pop("latency"))
    assert told == {
        "nodes in datacenter1/rack1": "2 of 2 up",
        "version": ARTIFACT.version,
        "schema agreement": "all nodes agree",
        f"keyspace {keyspace}": "NetworkTopologyStrategy, datacenter1: 2; 2 of 2 replicas must answer",
        "migrations": f"{migrations} applied",
    }


def drop(options: CassandraOptions) -> None:
    """Remove a keyspace, if it is there, once the nodes agree: one that a test had stopped needs a while."""
    with closing(Session(replace(options, **_PATIENT))) as session:
        for patience in (4, 3, 2, 1, 0):
            try:
                session.define("DROP KEYSPACE IF EXISTS {keyspace}")
            except Unavailable:
                if not patience:
                    raise
            else:
                return


def make(system: CassandraSystem) -> list[Step]:
    """Apply what a plan says, step by step; return its steps."""
    steps = list(system.plan())
    for step in steps:
        assert step.item.state in {State.MISSING, State.UNCHANGED}, step.item
        if step.apply is not None:
            step.apply()
    return steps


@contextmanager
def own_keyspace() -> Iterator[CassandraOptions]:
    """Give the name of a keyspace that is not there, and remove it afterwards."""
    options = own_options()
    try:
        yield options
    finally:
        drop(options)


@cache
def shared_keyspace() -> CassandraOptions:
    """Return the keyspace of this process, with all tables in it; ``drop_shared`` removes it."""
    options = own_options()
    with closing(CassandraSystem(options)) as system:
        make(system)
    return options


def drop_shared() -> None:
    """Remove the keyspace of this process, where there is one."""
    if shared_keyspace.cache_info().currsize:
        drop(shared_keyspace())
        shared_keyspace.cache_clear()


@contextmanager
def listen_store(writer: Callable[[Session], Writer] = fastest_writer) -> Iterator[CassandraListenStore]:
    """Give an empty store of listens."""
    session = Session(_emptied("listens_by_user", "listen_months"))
    with closing(CassandraListenStore(session, writer(session))) as store:
        yield store


@contextmanager
def playlist_store() -> Iterator[CassandraPlaylistStore]:
    """Give an empty store of playlists."""
    with closing(CassandraPlaylistStore(Session(_emptied("playlists_by_user", "playlist_entries")))) as store:
        yield store


def _emptied(*tables: str) -> CassandraOptions:
    options = shared_keyspace()
    with closing(Session(options)) as session:
        for table in tables:
            session.rows(f"TRUNCATE {{keyspace}}.{table}")
    return options
