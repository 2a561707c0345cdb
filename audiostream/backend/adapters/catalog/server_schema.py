"""The migrations of a database on a server: which are missing, and how they are applied, by one at a time."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext

from audiostream.backend.adapters.catalog.migrating import Migration, known_migrations, label_of
from audiostream.backend.adapters.catalog.server_failures import sqlstate
from audiostream.errors import Unavailable

# PostgreSQL's advisory locks do nothing on CockroachDB; a locked row is the same on both.
_MAKE_LOCK = (
    "CREATE TABLE IF NOT EXISTS catalog_migrating (id INTEGER PRIMARY KEY)",
    "INSERT INTO catalog_migrating (id) VALUES (1) ON CONFLICT DO NOTHING",
)
# duplicate_table, duplicate_object: on PostgreSQL, IF NOT EXISTS does not see what others are making.
_MADE_BY_ANOTHER = ("42P07", "42710")
# These and duplicate_column. What is dropped is dropped IF EXISTS.
_DONE_BEFORE = (*_MADE_BY_ANOTHER, "42701")
_LOCK = "SELECT id FROM catalog_migrating WHERE id = 1 FOR UPDATE"
# Making an index over what is there takes as long as it takes.
_PATIENT = ("SET statement_timeout = 0", "SET idle_in_transaction_session_timeout = 0")


def applied(alias: str, apps: Iterable[str]) -> set[Migration]:
    """Return those of the migrations of these apps that a database has had."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    labels = set(map(label_of, apps))
    done = MigrationRecorder(connections[alias]).applied_migrations()
    return {Migration(label, name) for label, name in done if label in labels}


def check(alias: str, where: str, apps: Iterable[str]) -> None:
    """Raise ``Unavailable`` unless the tables of these apps are as this version needs them."""
    ours, theirs = set(known_migrations(apps)), applied(alias, apps)
    if unknown := sorted(theirs - ours):
        raise Unavailable(
            f"{where} was written by a newer audiostream (it has {str(unknown[-1])!r}, which this one does not know)",
            hint="Upgrade audiostream.",
        )
    if missing := sorted(ours - theirs):
        state = f"lacks the migration {str(missing[0])!r}" if theirs else "has no catalogue yet"
        raise Unavailable(f"{where} {state}", hint="Run 'audiostream cluster init'.")


def migrate(alias: str, migration: Migration) -> None:
    """Apply the migrations up to one, that included, which are not applied.

    CockroachDB cannot undo changes of tables with their transaction: what a run that broke off has done there is left
    as it is by the next.
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in _PATIENT:
            cursor.execute(statement)
    executor = MigrationExecutor(connection)
    if migration not in executor.loader.applied_migrations:
        with nullcontext() if connection.features.can_rollback_ddl else connection.execute_wrapper(_unless_done):
            executor.migrate([migration])


def _unless_done(
    execute: Callable[..., object],
    sql: str,
    params: object,
    many: bool,  # noqa: FBT001 - Django's form
    context: dict[str, object],
) -> object:
    from django.db import ProgrammingError

    try:
        return execute(sql, params, many, context)
    except ProgrammingError as error:
        if sqlstate(error) not in _DONE_BEFORE:
            raise
        return None


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
