"""A session with a Cassandra cluster: connected at first use, each statement prepared once, errors as ours."""

import logging
import threading
from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from cassandra import ConsistencyLevel, ProtocolVersion
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
from cassandra.cluster import Session as DriverSession
from cassandra.concurrent import execute_concurrent
from cassandra.policies import DCAwareRoundRobinPolicy, ExponentialReconnectionPolicy, TokenAwarePolicy
from cassandra.query import BatchStatement, BatchType, BoundStatement, PreparedStatement, tuple_factory

from audiostream.backend.adapters.cassandra.failures import translated
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.retries import RetryOnce
from audiostream.backend.adapters.tls import trusting
from audiostream.errors import Rejected, Unavailable

Value: TypeAlias = str | int | bool | bytes | UUID
Statement: TypeAlias = tuple[str, Sequence[Value]]
"""CQL with ``{keyspace}`` in it and ``?``, and the values for these."""
Row: TypeAlias = tuple[Any, ...]

# The most requests under way: what the nodes of one cluster take without queueing for long.
IN_FLIGHT = 256

AGREE_WITHIN_S = 60
"""How long a change of the schema has to reach all nodes: one that has just come back asks for it after a while."""

# What the driver remarks of nodes that come and go is told by our own errors and by the health checks; without
# a handler of the program's it would end on the terminal.
logging.getLogger("cassandra").addHandler(logging.NullHandler())
logging.getLogger("cassandra").propagate = False


class Session:
    """Speaks to the nodes of one datacenter, at LOCAL_QUORUM; any number of threads may share it.

    Statements say ``{keyspace}`` before a table's name. Every method raises ``Unavailable``, and ``Rejected`` for a
    value that no node will ever take.
    """

    def __init__(self, options: CassandraOptions) -> None:
        self.options = options
        self._lock = threading.Lock()
        self._session: DriverSession | None = None
        self._prepared: dict[str, PreparedStatement] = {}

    def rows(self, cql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Execute one prepared statement; return its rows, all pages of them."""
        with translated(self.options):
            return list(self.driver().execute(self._bound(cql, values)))

    def rows_of_each(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Execute statements at the same time; return the rows of each, in their order."""
        with translated(self.options):
            bound = [(self._bound(*statement), None) for statement in statements]
            results = execute_concurrent(self.driver(), bound, concurrency=IN_FLIGHT)
            return [list(rows) for _, rows in results]

    def write(self, groups: Sequence[Sequence[Statement]]) -> None:
        """Execute groups of writes at the same time; those of a group must be of one partition.

        When this raises, some may have been done.
        """
        with translated(self.options):
            bound = [(self._group(group), None) for group in groups]
            execute_concurrent(self.driver(), bound, concurrency=IN_FLIGHT)

    def define(self, cql: str) -> None:
        """Execute a statement that changes the schema, and wait until all nodes that are up agree on it."""
        with translated(self.options):
            future = self.driver().execute_async(
                qualified(cql, self.options), timeout=self.options.request_timeout_s * 3 + AGREE_WITHIN_S
            )
            future.result()
            # By IF NOT EXISTS a node says nothing of a change that another run makes at this moment by another node:
            # the driver waits for none then, and the next statement may come to a node that has not heard of it.
            if not (future.is_schema_agreed and self._agree()):
                raise Unavailable(
                    f"{self.options}: the nodes do not agree on the schema after a change",
                    hint="See 'nodetool describecluster', then run the command again.",
                )

    def driver(self) -> DriverSession:
        """Return the driver's own session, connected. Raises ``Unavailable``."""
        with self._lock:
            if self._session is None:
                self._session = self._connect()
            return self._session

    def close(self) -> None:
        """Give back connections; using it again connects again."""
        with self._lock:
            session, self._session = self._session, None
            self._prepared.clear()
        if session is not None:
            session.cluster.shutdown()

    def _agree(self) -> bool:
        """Wait until all nodes that are up have the same schema; return whether they do."""
        return bool(self.driver().cluster.control_connection.wait_for_schema_agreement())

    def _connect(self) -> DriverSession:
        with translated(self.options):
            cluster = _cluster(self.options)
            try:
                return cluster.connect()
            except BaseException:
                found = {host.datacenter for host in cluster.metadata.all_hosts()} - {None}
                cluster.shutdown()
                if found and self.options.datacenter not in found:
                    raise _wrong_datacenter(self.options, found) from None
                raise

    def _bound(self, cql: str, values: Sequence[Value]) -> BoundStatement:
        # Outside the lock: two threads may prepare the same statement, which gives the same.
        prepared = self._prepared.get(cql)
        if prepared is None:
            prepared = self._prepared[cql] = self.driver().prepare(qualified(cql, self.options))
        try:
            return prepared.bind(values)
        except (TypeError, ValueError, OverflowError) as error:
            raise Rejected(f"{self.options}: {error}") from error

    def _group(self, group: Sequence[Statement]) -> BoundStatement | BatchStatement:
        if len(group) == 1:
            return self._bound(*group[0])
        batch = BatchStatement(BatchType.UNLOGGED)
        for statement in group:
            batch.add(self._bound(*statement))
        return batch


def qualified(cql: str, options: CassandraOptions) -> str:
    """Return CQL that names its tables in full: after ``USE`` a prepared one would be ambiguous, as nodes warn."""
    return cql.replace("{keyspace}", options.keyspace)


def _cluster(options: CassandraOptions) -> Cluster:
    profile = ExecutionProfile(
        load_balancing_policy=TokenAwarePolicy(DCAwareRoundRobinPolicy(options.datacenter)),
        retry_policy=RetryOnce(),
        consistency_level=ConsistencyLevel.LOCAL_QUORUM,
        serial_consistency_level=ConsistencyLevel.LOCAL_SERIAL,
        request_timeout=options.request_timeout_s,
        row_factory=tuple_factory,
    )
    return Cluster(
        contact_points=options.contact_points,
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        auth_provider=PlainTextAuthProvider(options.user, options.password) if options.user else None,
        ssl_context=trusting(options.ca_file, "cassandra_ca_file") if options.ca_file else None,
        # Named, so that the driver does not find it out by failing at each that is newer.
        protocol_version=ProtocolVersion.V4,
        reconnection_policy=ExponentialReconnectionPolicy(base_delay=0.5, max_delay=10.0),
        connect_timeout=options.connect_timeout_s,
        control_connection_timeout=options.connect_timeout_s,
        max_schema_agreement_wait=AGREE_WITHIN_S,
        # Paging and schema changes are few; the driver's own measuring is not used.
        metrics_enabled=False,
    )


def _wrong_datacenter(options: CassandraOptions, found: set[str]) -> Unavailable:
    return Unavailable(
        f"{options}: no node is in the datacenter {options.datacenter!r}",
        hint=f"Set cassandra_datacenter to one of: {', '.join(sorted(found))}.",
    )
