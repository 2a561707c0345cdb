"""One at a time: a row that is taken by compare-and-set, and expires when its holder has died."""

import logging
import os
import platform
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID, uuid4, uuid5

from audiostream.backend.adapters.cassandra.failures import SchemaLacking, Unanswered
from audiostream.backend.adapters.cassandra.session import Session, Value
from audiostream.errors import Unavailable

_NAMESPACE = UUID("3f0c1a52-7f6e-4c55-9a0e-3b6f2f7e5d11")
_NAME = "schema"
EXPIRY_S = 60
_TAKE = "INSERT INTO {keyspace}.schema_lock (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?"
_RENEW = "UPDATE {keyspace}.schema_lock USING TTL ? SET owner = ? WHERE name = ? IF owner = ?"
_GIVE_BACK = "DELETE FROM {keyspace}.schema_lock WHERE name = ? IF owner = ?"
_POLL_S = 0.5
# Less than the lock lasts, so that its holder does not wait for an answer that comes too late.
_ANSWER_WITHIN_S = EXPIRY_S / 2

_log = logging.getLogger(__name__)


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
            self._give_back()

    def renew(self) -> None:
        """Hold it for another minute. Raises ``Unavailable`` when it has expired and another runner has taken it."""
        applied, _ = self._compare_and_set(_RENEW, (EXPIRY_S, self._owner, _NAME, self._owner))
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
        until, told = time.monotonic() + self._wait_s, False
        while True:
            values = (_NAME, self._owner, EXPIRY_S)
            applied, found = self._compare_and_set(
                _TAKE, values, within_s=max(until - time.monotonic(), _ANSWER_WITHIN_S)
            )
            if applied or found == self._owner:  # taken by an attempt that got no answer
                return
            owner = found or "another run"
            if time.monotonic() > until:
                raise self._taken(owner)
            if not told:
                _log.warning(
                    "Waiting, as the schema of %s is being changed by %s; if that run has died, for %d s at most",
                    self._session.options.keyspace,
                    owner,
                    EXPIRY_S,
                )
                told = True
            _pause()

    def _give_back(self) -> None:
        try:
            self._compare_and_set(_GIVE_BACK, (_NAME, self._owner))
        except Unavailable as error:  # what was done under it is done
            _log.warning("The lock of the schema stays for %d s at most, as it was not given back: %s", EXPIRY_S, error)

    def _compare_and_set(
        self, cql: str, values: Sequence[Value], *, within_s: float = _ANSWER_WITHIN_S
    ) -> tuple[bool, str | None]:
        """Return whether it took effect, and who the owner is where it did not.

        Replicas that several runners ask at the same moment let some of them time out. Which of the attempts took
        effect is then unknown, but each statement names its owner, so that asking again tells.
        """
        until = time.monotonic() + within_s
        while True:
            try:
                ((applied, *found),) = self._session.rows(cql, values)
            except (Unanswered, SchemaLacking):  # the table is new, and a node may hear of it late
                if time.monotonic() > until:
                    raise
                _pause()
            else:
                return applied, found[-1] if found else None

    def _taken(self, owner: str) -> Unavailable:
        return Unavailable(
            f"{self._session.options}: the schema of {self._session.options.keyspace} is being changed by {owner}",
            hint=f"Wait for that run; if it has died, its lock expires within {EXPIRY_S} seconds.",
        )


def _pause() -> None:
    """Wait for a while, never as long as another runner does: two in step would get into each other's way again."""
    time.sleep(_POLL_S * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
