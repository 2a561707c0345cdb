"""The tables in a database on PostgreSQL or CockroachDB."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from audiostream.backend.adapters.catalog.connection import Connections, set_up_django
from audiostream.backend.adapters.catalog.server_failures import failure, is_lost, is_of_a_value, may_run_again
from audiostream.backend.adapters.catalog.server_options import ServerOptions, server_of
from audiostream.backend.adapters.catalog.undisturbed import waits
from audiostream.errors import InvalidConfig, Unavailable

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_Result = TypeVar("_Result")


class ServerDatabase:
    """The protocol ``Database``; what was undone for the sake of another transaction runs again, whole.

    Transactions are SERIALIZABLE. The tables of ``apps`` must be there as this version needs them, unless
    ``with_schema`` is False.
    """

    def __init__(
        self, options: ServerOptions, apps: Sequence[str], *, with_schema: bool = True, database: str | None = None
    ) -> None:
        set_up_django(apps)
        self._apps = apps
        server = server_of(options)
        self.server = server if database is None else server.with_database(database)
        self._where = f"the database {self.server.database!r} on {self.server.address}"
        self._connections = Connections(self.server.settings, self._check if with_schema else _reach)

    def read(self, work: Callable[[str], _Result]) -> _Result:
        """Return what work returns."""
        return self._run(work)

    def write(self, work: Callable[[str], _Result]) -> _Result:
        """Return what work returns, once it is stored."""
        from django.db import Error, transaction

        def whole(alias: str) -> _Result:
            result: list[_Result] = []
            try:
                with transaction.atomic(using=alias):
                    result.append(work(alias))
            except Error as error:
                if result and is_lost(error):
                    raise Unavailable(
                        f"{self._where}: the connection broke while this was being stored",
                        hint="It may be stored or not. Do the same again: nothing is stored twice.",
                    ) from error
                raise
            return result[0]

        return self._run(whole)

    def reach(self) -> None:
        """Connect, where that is not done yet, and have the server answer.

        Raises:
            Unavailable: it does not, or there is no such database.
        """
        self._run(_ask)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    def _run(self, work: Callable[[str], _Result]) -> _Result:
        from django.db import Error

        wait, was_lost = waits(), False
        while True:
            alias = self._connect()
            try:
                return work(alias)
            except Error as error:
                lost = is_lost(error)
                if lost:
                    self._connections.drop()
                # One that lay idle may have been cut long ago; a new one that is cut too says more.
                pause = 0.0 if lost and not was_lost else next(wait, None) if may_run_again(error) else None
                if pause is None:
                    raise failure(error, self._where) from error
                was_lost = was_lost or lost
            except ValueError as error:
                if is_of_a_value(error):
                    raise failure(error, self._where) from error
                raise
            time.sleep(pause)

    def _connect(self) -> str:
        from django.db import Error

        try:
            return self._connections.connect()
        except Error as error:
            raise failure(error, self._where) from error
        except Exception as error:
            # Where the server is another, django-cockroachdb raises just this when it looks for a version.
            if type(error) is not Exception:
                raise
            raise InvalidConfig(
                f"{self._where} is not CockroachDB", hint="For PostgreSQL, catalogue_dsn begins with postgresql://."
            ) from error

    def _check(self, connection: "BaseDatabaseWrapper", first: bool) -> None:  # noqa: FBT001 - of Connections
        from audiostream.backend.adapters.catalog.server_schema import check

        if first:
            check(connection.alias, self._where, self._apps)


def _reach(connection: "BaseDatabaseWrapper", _first: bool) -> None:  # noqa: FBT001 - of Connections
    connection.ensure_connection()


def _ask(alias: str) -> None:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
