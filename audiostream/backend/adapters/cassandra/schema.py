"""The keyspace's schema: which migrations were applied, and applying those that were not."""

from collections.abc import Mapping
from dataclasses import dataclass

from audiostream.backend.adapters.cassandra.migrations import Migration
from audiostream.backend.adapters.cassandra.schema_lock import SchemaLock
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.domain.events import now_us
from audiostream.errors import Rejected


@dataclass(frozen=True, slots=True)
class Applied:
    """A migration that was applied: by its name and the checksum it then had."""

    name: str
    checksum: str


class Schema:
    """The schema of the options' keyspace."""

    def __init__(self, session: Session, lock: SchemaLock) -> None:
        self._session = session
        self._lock = lock

    def applied(self) -> Mapping[int, Applied]:
        """Return what was applied, by version; nothing where the keyspace is new. Raises ``Unavailable``."""
        tables = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?"
        if not self._session.rows(tables, (self._session.options.keyspace, "schema_migrations")):
            return {}
        rows = self._session.rows("SELECT version, name, checksum FROM {keyspace}.schema_migrations")
        return {version: Applied(name, checksum) for version, name, checksum in rows}

    def apply(self, migration: Migration) -> bool:
        """Apply a migration unless another run just did; return whether this one did.

        Raises:
            Unavailable: a node does not answer or agree, or another run holds the lock for too long.
            Rejected: a file of that version with another content was applied meanwhile.
        """
        with self._lock.held():
            if found := self.applied().get(migration.version):
                if found.checksum != migration.checksum:
                    raise Rejected(f"{found.name} was applied meanwhile by another version of audiostream")
                return False
            self._session.define(
                "CREATE TABLE IF NOT EXISTS {keyspace}.schema_migrations "
                "(version int PRIMARY KEY, name text, checksum text, applied_at bigint)"
            )
            for statement in migration.statements:
                self._lock.renew()
                self._session.define(statement)
            self._session.rows(
                "INSERT INTO {keyspace}.schema_migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
                (migration.version, migration.title, migration.checksum, now_us()),
            )
            return True
