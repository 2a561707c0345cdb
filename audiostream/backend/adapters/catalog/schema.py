"""Bringing the tables up to date: at once when they are, safely when two processes start together."""

import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from audiostream.backend.adapters.catalog import migrations
from audiostream.backend.adapters.sqlite.pragmas import use_write_ahead_log
from audiostream.errors import Unavailable

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

LABEL = "catalog"


def known_migrations() -> set[str]:
    """Return the names of the migrations that there are."""
    return {module.name for module in pkgutil.iter_modules(migrations.__path__)}


def bring_up_to_date(connection: "BaseDatabaseWrapper", path: Path) -> None:
    """Apply the migrations that a SQLite database has not seen.

    Raises:
        Unavailable: it was written by a newer audiostream, or by something else.
    """
    missing = _missing(connection, path)
    use_write_ahead_log(connection.connection)
    if not missing:
        return
    # The schema editor wants foreign keys off, which SQLite allows outside of a transaction only.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=connection.alias):
            # Asked again under the lock: another process may have migrated in between.
            if _missing(connection, path):
                _migrate(connection)
    finally:
        connection.enable_constraint_checking()


def _missing(connection: "BaseDatabaseWrapper", path: Path) -> set[str]:
    ours = known_migrations()
    theirs = _applied(connection, path)
    if unknown := sorted(theirs - ours):
        raise Unavailable(
            f"{path} was written by a newer audiostream (it has {unknown[-1]!r}, which this one does not know)",
            hint="Upgrade audiostream.",
        )
    return ours - theirs


def _applied(connection: "BaseDatabaseWrapper", path: Path) -> set[str]:
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
        cursor.execute("SELECT name FROM django_migrations WHERE app = %s", [LABEL])
        return {name for (name,) in cursor.fetchall()}


def _migrate(connection: "BaseDatabaseWrapper") -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes(LABEL))
