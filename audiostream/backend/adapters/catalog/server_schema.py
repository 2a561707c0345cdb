"""The migrations of a catalogue on a server: which are missing, and how they are applied, by one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from audiostream.backend.adapters.catalog.schema import LABEL, known_migrations
from audiostream.backend.adapters.catalog.server_failures import sqlstate
from audiostream.errors import Unavailable

# PostgreSQL's advisory locks do nothing on CockroachDB; a locked row is the same on both.
_MAKE_LOCK = (
    "CREATE TABLE IF NOT EXISTS catalog_migrating (id INTEGER PRIMARY KEY)",
    "INSERT INTO catalog_migrating (id) VALUES (1) ON CONFLICT DO NOTHING",
)
# duplicate_table, duplicate_object: on PostgreSQL, IF NOT EXISTS does not see what others are making.
_MADE_BY_ANOTHER = ("42P07", "42710")
_LOCK = "SELECT id FROM catalog_migrating WHERE id = 1 FOR UPDATE"
# Making an index over what is there takes as long as it takes.
_PATIENT = ("SET statement_timeout = 0", "SET idle_in_transaction_session_timeout = 0")


def applied(alias: str) -> set[str]:
    """Return the names of the migrations that a database has had."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    return {name for label, name in MigrationRecorder(connections[alias]).applied_migrations() if label == LABEL}


def check(alias: str, where: str) -> None:
    """Raise ``Unavailable`` unless the tables are as this version needs them."""
    ours, theirs = known_migrations(), applied(alias)
    if unknown := sorted(theirs - ours):
        raise Unavailable(
            f"{where} was written by a newer audiostream (it has {unknown[-1]!r}, which this one does not know)",
            hint="Upgrade audiostream.",
        )
    if missing := sorted(ours - theirs):
        state = "has no catalogue yet" if missing[0] == min(ours) else f"lacks the migration {missing[0]!r}"
        raise Unavailable(f"{where} {state}", hint="Run 'audiostream cluster init'.")


def migrate(alias: str, name: str) -> None:
    """Apply the migrations up to one, that included, which are not applied."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in _PATIENT:
            cursor.execute(statement)
    if name not in applied(alias):
        executor = MigrationExecutor(connection)
        executor.migrate([(LABEL, name)])


def make_lock(alias: str) -> None:
    """Make the row that is locked by who migrates."""
    from django.db import ProgrammingError, connections

    for statement in _MAKE_LOCK:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute(statement)
        except ProgrammingError as error:
            if sqlstate(error) not in _MADE_BY_ANOTHER:
                raise


@contextmanager
def locked(alias: str) -> Iterator[None]:
    """Hold the lock, by a connection that does nothing else; wait for whoever has it."""
    from django.db import connections, transaction

    with connections[alias].cursor() as cursor:
        for statement in _PATIENT:
            cursor.execute(statement)
        with transaction.atomic(using=alias):
            cursor.execute(_LOCK)
            yield
