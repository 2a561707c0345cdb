"""Bringing the tables up to date: at once when they are, safely when two processes start together."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from audiostream.backend.adapters.catalog.migrating import Migration, known_migrations, label_of
from audiostream.backend.adapters.sqlite.pragmas import use_write_ahead_log
from audiostream.errors import Unavailable

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def bring_up_to_date(connection: "BaseDatabaseWrapper", path: Path, apps: Sequence[str]) -> None:
    """Apply the migrations of these apps that a SQLite database has not seen.

    Raises:
        Unavailable: it was written by a newer audiostream, or by something else.
    """
    missing = _missing(connection, path, apps)
    use_write_ahead_log(connection.connection)
    if not missing:
        return
    # The schema editor wants foreign keys off, which SQLite allows outside of a transaction only.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=connection.alias):
            # Asked again under the lock: another process may have migrated in between.
            if _missing(connection, path, apps):
                _migrate(connection, apps)
    finally:
        connection.enable_constraint_checking()


def _missing(connection: "BaseDatabaseWrapper", path: Path, apps: Sequence[str]) -> set[Migration]:
    ours = set(known_migrations(apps))
    theirs = _applied(connection, path, apps)
    if unknown := sorted(theirs - ours):
        raise Unavailable(
            f"{path} was written by a newer audiostream (it has {str(unknown[-1])!r}, which this one does not know)",
            hint="Upgrade audiostream.",
        )
    return ours - theirs


def _applied(connection: "BaseDatabaseWrapper", path: Path, apps: Sequence[str]) -> set[Migration]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = sorted(name for (name,) in cursor.fetchall())
        if "django_migrations" not in tables:
            if tables:
                raise Unavailable(
                    f"{path} is no catalogue but a database of something else (it has a table {tables[0]!r})",
                    hint="Move the file away, or set another data_dir.",
                )
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        labels = set(map(label_of, apps))
        return {Migration(label, name) for label, name in cursor.fetchall() if label in labels}


def _migrate(connection: "BaseDatabaseWrapper", apps: Sequence[str]) -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate([leaf for app in apps for leaf in executor.loader.graph.leaf_nodes(label_of(app))])
