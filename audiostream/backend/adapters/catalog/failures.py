"""What the database's errors mean to us."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audiostream.backend.adapters.sqlite.failures import translated as translated_from_sqlite


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise Django's and SQLite's errors as ours.

    Raises:
        Unavailable: the file cannot be used now, or is no database.
        Rejected: a value can be stored in no such file.
    """
    from django.db import Error

    with translated_from_sqlite(path):
        try:
            yield
        except Error as error:
            # Django wraps each error of the driver in one of the same name, which says no more.
            if error.__cause__ is None:
                raise
            raise error.__cause__ from error
