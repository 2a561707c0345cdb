"""Counting what a request asks of databases: Django's, and the SQLite files beside them.

An N+1 hides from a test that looks at answers alone; it does not from one that counts with few rows and with many.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections

from audiostream.backend.adapters.catalog.at_hand import AtHand
from audiostream.backend.adapters.sqlite.database import Database

_COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Queries:
    """Statements in their order, without the values; ``reads`` of them change nothing."""

    statements: list[str] = field(default_factory=list)

    @property
    def reads(self) -> list[str]:
        """Those that only read."""
        return [each for each in self.statements if not each.startswith(_WRITES)]

    def note(self, statement: str) -> None:
        """Take a statement down, unless it is about the connection or the transaction."""
        statement = " ".join(statement.split())
        if statement.upper().startswith(_COUNTED):
            self.statements.append(statement)


@contextmanager
def counted() -> Iterator[Queries]:
    """Count the statements of this thread meanwhile.

    Connections are made, and files opened, at their first use: what is counted is to be done once before. Nothing
    that was read then is at hand.
    """
    queries = Queries()
    opened = Database._connection  # noqa: SLF001 - the one place where every statement of a file passes

    def connection(database: Database) -> sqlite3.Connection:
        found = opened(database)
        found.set_trace_callback(queries.note)
        traced.append(found)
        return found

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 - Django's form
        queries.note(sql)
        return run(sql, params, many, context)

    traced: list[sqlite3.Connection] = []
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(Database, "_connection", connection)
        patch.setattr(AtHand, "get", lambda _at_hand, _alias, _key, read: read())
        for each in connections.all(initialized_only=True):
            stack.enter_context(each.execute_wrapper(execute))
        try:
            yield queries
        finally:
            for one in traced:
                one.set_trace_callback(None)
