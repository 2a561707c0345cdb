"""Columns that behave the same on every database."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class ByteText(models.TextField):  # type: ignore[type-arg] # it has none at run time
    """Text that is compared and sorted by its bytes in UTF-8, which is by code point.

    SQLite and CockroachDB do so by themselves; PostgreSQL sorts as the database's locale has it, unless the column
    says otherwise.
    """

    def db_parameters(self, connection: "BaseDatabaseWrapper") -> dict[str, Any]:
        """Return the column's type and collation."""
        parameters: dict[str, Any] = {**super().db_parameters(connection)}
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
