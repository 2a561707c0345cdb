"""The catalogue's database as a system of the cluster."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from audiostream.backend.adapters.catalog.migrating import Migration, known_migrations, steps
from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_health import INITIALISE, UPGRADE, finding, findings
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.settings import WITH_TABLES
from audiostream.backend.cluster.system import Finding, Item, State, Step
from audiostream.errors import AudiostreamError, Rejected, Unavailable

# PostgreSQL and CockroachDB have it from the start: who is to make a database must be connected to one.
_MAINTENANCE = "postgres"


class CatalogueSystem:
    """The protocol ``System``: the database, and the migrations of all apps in it: the web server's too."""

    name = "catalogue"

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._database = ServerDatabase(options, WITH_TABLES, with_schema=False)
        self._maintenance = ServerDatabase(options, (), with_schema=False, database=_MAINTENANCE)
        self._named = self._database.server.database

    def close(self) -> None:
        """Close the connections."""
        self._database.close()
        self._maintenance.close()

    def ping(self) -> None:
        """Return when the server answers, whether the database is there or not."""
        self._exists()

    def plan(self) -> Sequence[Step]:
        """Return the database, and each migration."""
        return list(self._steps())

    def health(self) -> Sequence[Finding]:
        """Return version and latency, whether it takes writes, isolation, encoding, and the state of the schema."""
        try:
            if self._exists():
                return list(findings(self._database))
        except AudiostreamError as error:
            return [finding("server", error.message, error.hint or "See the server's own log.")]
        return [finding("database", f"there is no database {self._named!r}", INITIALISE)]

    def _steps(self) -> Iterator[Step]:
        exists = self._exists()
        yield Step(_item("database", self._named, there=exists), self._make_database)
        done = self._applied() if exists else set()
        for each in steps(WITH_TABLES):
            yield Step(_item("migration", str(each), there=each in done), self._migrating(each))
        for each in sorted(done.difference(known_migrations(WITH_TABLES))):
            drifted = _item("migration", str(each), there=True)
            yield Step(replace(drifted, state=State.DRIFTED, detail="made by a newer audiostream", hint=UPGRADE))

    def _applied(self) -> set[Migration]:
        from audiostream.backend.adapters.catalog.server_schema import applied

        return self._database.read(lambda alias: applied(alias, WITH_TABLES))

    def _exists(self) -> bool:
        try:
            self._database.reach()
        except Unavailable:
            # When connecting no code tells "there is none" from other failures. Where nobody else may be asked, the
            # failure stands.
            if self._named in self._all_databases():
                raise
            return False
        return True

    def _all_databases(self) -> set[str]:
        try:
            return self._maintenance.read(_databases)
        except (Unavailable, Rejected):
            return {self._named}

    def _make_database(self) -> str:
        def make(alias: str) -> None:
            from django.db import connections
            from psycopg2.extensions import quote_ident

            if self._named not in _databases(alias):
                with connections[alias].cursor() as cursor:
                    name = quote_ident(self._named, connections[alias].connection)
                    # Another template may have another encoding.
                    cursor.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")

        try:
            self._maintenance.read(make)
        except AudiostreamError:
            # Another run may have made it in between.
            if not self._exists():
                raise
        return ""

    def _migrating(self, migration: Migration) -> Callable[[], str]:
        from audiostream.backend.adapters.catalog import server_schema

        def alone(alias: str) -> None:
            with server_schema.locked(alias):
                self._database.read(lambda other: server_schema.migrate(other, migration))

        def apply() -> str:
            holder = ServerDatabase(self._options, (), with_schema=False)
            try:
                holder.read(server_schema.make_lock)
                holder.read(alone)
            finally:
                holder.close()
            return ""

        return apply


def _item(kind: str, name: str, *, there: bool) -> Item:
    return Item(system="catalogue", kind=kind, name=name, state=State.UNCHANGED if there else State.MISSING)


def _databases(alias: str) -> set[str]:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}
