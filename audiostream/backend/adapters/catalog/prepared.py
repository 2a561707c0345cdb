"""Queries whose SQL Django writes once: where one is asked all day, writing it costs more than all the rest."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connections
from django.db.models import Expression, Field, Model, QuerySet


class Parameter(Expression):
    """Stands in a query for a value that is known when it is run; ``field`` is of the kind of the column."""

    def __init__(self, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ANN401 - as Django calls it
        """Return a place for the value, held by this."""
        return "%s", (self,)


class Prepared:
    """A query of tuples (``values_list``); ``make`` is called once for each kind of database."""

    def __init__(self, make: Callable[[str], "QuerySet[Model, Any]"]) -> None:
        self._make = make
        self._written: dict[str, tuple[str, Sequence[Any]]] = {}

    def rows(self, alias: str, value: object) -> Sequence[tuple[Any, ...]]:
        """Return the rows for the value of its one parameter, each as the database's driver gives it."""
        connection = connections[alias]
        engine = connection.settings_dict["ENGINE"]
        if engine not in self._written:
            self._written[engine] = self._make(alias).query.get_compiler(alias).as_sql()
        sql, parameters = self._written[engine]
        with connection.cursor() as cursor:
            given: list[Any] = [value if isinstance(each, Parameter) else each for each in parameters]
            cursor.execute(sql, given)
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found


def moment_of(column: datetime) -> datetime:
    """Return the moment in a column: SQLite's have no zone, and Django writes them in UTC."""
    return column if column.tzinfo is not None else column.replace(tzinfo=UTC)
