"""Cassandra as a system of the cluster: its keyspace and migrations, and its health."""

from collections.abc import Sequence
from dataclasses import replace

from audiostream.backend.adapters.cassandra.failures import DOWN
from audiostream.backend.adapters.cassandra.health import findings
from audiostream.backend.adapters.cassandra.migrations import Migration, known_migrations
from audiostream.backend.adapters.cassandra.nodes import ask_nodes
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.replication import Replication, replication_of, written
from audiostream.backend.adapters.cassandra.schema import Applied, Schema
from audiostream.backend.adapters.cassandra.schema_lock import SchemaLock
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.cluster.system import Finding, Item, State, Step
from audiostream.errors import AudiostreamError, Unavailable

NAME = "cassandra"
_MORE_NODES = "Start more nodes, or wait until they have joined (--wait), or ask for fewer replicas."
_NOBODY = "Start the nodes, or name others in cassandra_hosts; see a node's log, and 'nodetool status' there."
_UNLIKE = "An applied migration must stay as it is: install the version of audiostream that applied it."


class CassandraSystem:
    """A ``System``."""

    name = NAME

    def __init__(
        self,
        options: CassandraOptions,
        replication: Replication | None = None,
        migrations: Sequence[Migration] | None = None,
    ) -> None:
        self._options = options
        self._replication = replication or Replication()
        self._migrations = known_migrations() if migrations is None else migrations
        self._session = Session(options)
        self._schema = Schema(self._session, SchemaLock(self._session))

    def ping(self) -> None:
        """Return when a node answers and, where the keyspace is yet to be made, enough nodes for it are up."""
        lack = self._lack_of_nodes() if replication_of(self._session) is None else None
        if lack:
            # What nodes there are is learnt at connecting, and more may be starting.
            self._session.close()
            raise Unavailable(f"{self._options}: {lack}", hint=_MORE_NODES)

    def plan(self) -> Sequence[Step]:
        """Inspect, and return the keyspace and the migrations in the order of applying. Raises ``Unavailable``."""
        keyspace = self._keyspace()
        applied = self._schema.applied()
        steps = [keyspace, *(self._migration(each, applied.get(each.version)) for each in self._migrations)]
        known = {migration.version for migration in self._migrations}
        return [*steps, *(_unknown(found) for version, found in sorted(applied.items()) if version not in known)]

    def health(self) -> Sequence[Finding]:
        """Return nodes, versions, latency, replication and schema; raises nothing of ours."""
        try:
            return findings(self._session, self._schema, self._migrations)
        except AudiostreamError as error:
            self._session.close()
            remedy = _NOBODY if error.hint in (None, DOWN) else error.hint
            return [Finding(system=NAME, subject="connection", ok=False, detail=error.message, remedy=remedy)]

    def close(self) -> None:
        """Give back connections."""
        self._session.close()

    def _keyspace(self) -> Step:
        wanted = self._replication.options(self._options.datacenter)
        found = replication_of(self._session)
        if found is None:
            if lack := self._lack_of_nodes():
                return Step(self._item(State.FAILED, lack, _MORE_NODES))
            return Step(self._item(State.MISSING, written(wanted)), self._make_keyspace)
        if found == wanted:
            return Step(self._item(State.UNCHANGED, written(found)))
        hint = f"To change it: {self._replication.alter(self._options)}; then on each node: nodetool repair --full"
        return Step(self._item(State.DRIFTED, f"{written(found)}; wanted: {written(wanted)}", hint))

    def _make_keyspace(self) -> str:
        self._session.define(self._replication.create(self._options))
        return written(self._replication.options(self._options.datacenter))

    def _lack_of_nodes(self) -> str | None:
        here = [node for node in ask_nodes(self._session) if node.datacenter == self._options.datacenter]
        up = sum(node.is_up for node in here)
        if up >= self._replication.factor:
            return None
        return (
            f"{self._replication.factor} replicas are asked for, but {up} of {len(here)} nodes "
            f"in {self._options.datacenter} {'is' if up == 1 else 'are'} up"
        )

    def _item(self, state: State, detail: str, hint: str | None = None) -> Item:
        return Item(system=NAME, kind="keyspace", name=self._options.keyspace, state=state, detail=detail, hint=hint)

    def _migration(self, migration: Migration, found: Applied | None) -> Step:
        def apply() -> str:
            return "applied" if self._schema.apply(migration) else "applied by another run"

        item = Item(system=NAME, kind="migration", name=migration.title, state=State.UNCHANGED)
        if found is None:
            return Step(replace(item, state=State.MISSING, detail=f"{len(migration.statements)} statements"), apply)
        if found.checksum == migration.checksum:
            return Step(item)
        return Step(
            replace(
                item,
                state=State.DRIFTED,
                detail=f"was applied as {found.name} with another content",
                hint=_UNLIKE,
            )
        )


def _unknown(found: Applied) -> Step:
    return Step(
        Item(
            system=NAME,
            kind="migration",
            name=found.name,
            state=State.DRIFTED,
            detail="was applied by a newer audiostream",
            hint="Upgrade audiostream here.",
        )
    )
