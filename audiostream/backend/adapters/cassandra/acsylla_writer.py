"""Writing many rows through acsylla, the C++ driver for asyncio."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import acsylla
from acsylla import errors

from audiostream.backend.adapters.cassandra.failures import BUSY, DOWN, GRANTS, LOGIN, NO_SCHEMA, QUORUM, told
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import IN_FLIGHT, Statement, qualified
from audiostream.errors import AudiostreamError, Rejected, Unavailable

# The first that fits holds.
_HINTS: tuple[tuple[type[Exception], str], ...] = (
    (errors.CassErrorServerBadCredentials, LOGIN),
    (errors.CassErrorServerUnauthorized, GRANTS),
    (errors.CassErrorServerUnavailable, QUORUM),
    (errors.CassErrorLibNoHostsAvailable, DOWN),
    (errors.CassErrorLibUnableToConnect, DOWN),
    (errors.CassErrorSourceLib, BUSY),
    (errors.CassErrorSourceServer, BUSY),
)
_BAD_VALUE = (TypeError, ValueError, OverflowError)


class AcsyllaWriter:
    """A ``Writer``. Its session lives on an event loop in a thread of its own, so any thread may call."""

    def __init__(self, options: CassandraOptions) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._open: _Connection | None = None

    def write(self, groups: Sequence[Sequence[Statement]]) -> None:
        """Return when all are durable; when this raises, some may be."""
        with self._lock:
            if self._open is None:
                self._open = _Connection(self._options)
            self._open.write(groups)

    def close(self) -> None:
        """Give back connections; using it again connects again."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None


class _Connection:
    def __init__(self, options: CassandraOptions) -> None:
        self._options = options
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cassandra-writer")
        self._loop = asyncio.new_event_loop()
        self._cluster: acsylla.Cluster | None = None
        self._session: acsylla.Session | None = None
        self._prepared: dict[str, acsylla.PreparedStatement] = {}

    def write(self, groups: Sequence[Sequence[Statement]]) -> None:
        self._thread.submit(self._loop.run_until_complete, self._write(groups)).result()

    def close(self) -> None:
        self._thread.submit(self._loop.run_until_complete, self._close()).result()
        self._thread.shutdown()
        self._loop.close()

    async def _close(self) -> None:
        if self._session is not None:
            await self._session.close()
        if self._cluster is not None:
            self._cluster.destroy()

    async def _write(self, groups: Sequence[Sequence[Statement]]) -> None:
        session = await self._ready(groups)
        todo, failures = iter(groups), list[AudiostreamError]()
        await asyncio.gather(*(self._work(session, todo, failures) for _ in range(IN_FLIGHT)))
        if failures:
            if isinstance(failures[0], Unavailable):
                # Of a table that is gone the driver says that no node is there: to prepare again tells better.
                self._prepared.clear()
                await self._ready(groups)
            raise failures[0]

    async def _ready(self, groups: Sequence[Sequence[Statement]]) -> acsylla.Session:
        """Return a session for which all statements of these groups are prepared."""
        try:
            if self._session is None:
                self._session = await self._connect()
            for cql in {cql for group in groups for cql, _ in group} - self._prepared.keys():
                self._prepared[cql] = await self._session.create_prepared(qualified(cql, self._options))
        except errors.CassErrorServerInvalidQuery as error:  # no value was sent yet: what lacks is a table
            raise Unavailable(f"{self._options}: {told(error)}", hint=NO_SCHEMA) from error
        except errors.CassException as error:
            raise _ours(error, self._options) from error
        return self._session

    async def _work(
        self, session: acsylla.Session, todo: Iterator[Sequence[Statement]], failures: list[AudiostreamError]
    ) -> None:
        for group in todo:
            if failures:
                return
            try:
                bound = [self._prepared[cql].bind(values) for cql, values in group]
                if len(bound) == 1:
                    await session.execute(bound[0])
                else:
                    await session.execute_batch(_batch(bound))
            except errors.CassException as error:
                failures.append(_ours(error, self._options))
            except _BAD_VALUE as error:
                failures.append(Rejected(f"{self._options}: {error}"))

    async def _connect(self) -> acsylla.Session:
        if self._cluster is None:
            self._cluster = self._make_cluster()
        return await self._cluster.create_session()

    def _make_cluster(self) -> acsylla.Cluster:
        hosts, ports = zip(*self._options.contact_points, strict=True)
        return acsylla.create_cluster(
            list(hosts),
            port=ports[0],
            username=self._options.user,
            password=self._options.password,
            connect_timeout=self._options.connect_timeout_s,
            request_timeout=self._options.request_timeout_s,
            consistency=acsylla.Consistency.LOCAL_QUORUM,
            load_balance_dc_aware=self._options.datacenter,
            exponential_reconnect_base_delay_ms=500,
            exponential_reconnect_max_delay_ms=10_000,
            # What it would log of nodes that come and go, its errors say too.
            log_level="disabled",
        )


def _batch(statements: Sequence[acsylla.Statement]) -> acsylla.Batch:
    batch = acsylla.create_batch_unlogged()
    for statement in statements:
        batch.add_statement(statement)
    return batch


def _ours(error: Exception, options: CassandraOptions) -> AudiostreamError:
    text = f"{options}: {told(error)}"
    if isinstance(error, errors.CassErrorServerInvalidQuery):
        gone = "unconfigured table" in str(error) or "does not exist" in str(error)
        return Unavailable(text, hint=NO_SCHEMA) if gone else Rejected(text)
    return Unavailable(text, hint=next((hint for kind, hint in _HINTS if isinstance(error, kind)), None))
