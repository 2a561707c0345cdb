"""A keyspace to measure on, with all tables, on the nodes that ``python -m tools.servers up`` starts."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import uuid4

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from tools.servers.addresses import CASSANDRA_PORT, node_host

HOSTS = tuple(f"{node_host(number)}:{CASSANDRA_PORT}" for number in (1, 2))


@contextmanager
def own_keyspace() -> Iterator[CassandraOptions]:
    """Give a keyspace that nobody else has, of the default replication; it is gone afterwards."""
    options = CassandraOptions(hosts=HOSTS, keyspace=f"bench_{uuid4().hex[:12]}")
    with closing(CassandraSystem(options)) as system, closing(Session(options)) as session:
        try:
            for step in system.plan():
                if step.apply:
                    step.apply()
            yield options
        finally:
            session.define("DROP KEYSPACE IF EXISTS {keyspace}")
