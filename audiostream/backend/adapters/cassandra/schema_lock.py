"""One at a time: a row that is taken by compare-and-set, and expires when its holder has died."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4, uuid5

from audiostream.backend.adapters.cassandra.session import Session
from audiostream.errors import Unavailable

_NAMESPACE = UUID("3f0c1a52-7f6e-4c55-9a0e-3b6f2f7e5d11")
_NAME = "schema"
EXPIRY_S = 60
_TAKE = "INSERT INTO {keyspace}.schema_lock (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?"
_RENEW = "UPDATE {keyspace}.schema_lock USING TTL ? SET owner = ? WHERE name = ? IF owner = ?"
_GIVE_BACK = "DELETE FROM {keyspace}.schema_lock WHERE name = ? IF owner = ?"
_POLL_S = 0.5


class SchemaLock:
    """The lock of a keyspace's schema; ``wait_s`` is how long another runner is waited for."""

    def __init__(self, session: Session, *, wait_s: float = EXPIRY_S * 1.5) -> None:
        self._session = session
        self._table_id = uuid5(_NAMESPACE, session.options.keyspace)
        self._wait_s = wait_s
        self._owner = f"{platform.node()} {os.getpid()} {uuid4()}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock meanwhile.

        Raises:
            Unavailable: another runner has held it all the time, or a node does not answer.
        """
        self._make_table()
        self._take()
        try:
            yield
        finally:
            self._session.rows(_GIVE_BACK, (_NAME, self._owner))

    def renew(self) -> None:
        """Hold it for another minute. Raises ``Unavailable`` when it has expired and another runner has taken it."""
        ((applied, *_),) = self._session.rows(_RENEW, (EXPIRY_S, self._owner, _NAME, self._owner))
        if not applied:
            raise self._taken("another run")

    def _make_table(self) -> None:
        # The id is given, and always the same: where two runners make the table at the same moment by two nodes,
        # each would otherwise get an id of its own, and the nodes could not agree.
        self._session.define(
            "CREATE TABLE IF NOT EXISTS {keyspace}.schema_lock (name text PRIMARY KEY, owner text) "
            f"WITH ID = {self._table_id}"
        )

    def _take(self) -> None:
        until = time.monotonic() + self._wait_s
        while True:
            ((applied, *found),) = self._session.rows(_TAKE, (_NAME, self._owner, EXPIRY_S))
            # After a timeout an attempt may have taken effect unseen.
            if applied or self._owner in found:
                return
            if time.monotonic() > until:
                raise self._taken(found[-1] or "another run")
            time.sleep(_POLL_S)

    def _taken(self, owner: str) -> Unavailable:
        return Unavailable(
            f"{self._session.options}: the schema of {self._session.options.keyspace} is being changed by {owner}",
            hint=f"Wait for that run; if it has died, its lock expires within {EXPIRY_S} seconds.",
        )
