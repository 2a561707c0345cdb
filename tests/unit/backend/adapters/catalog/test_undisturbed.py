"""What is run again, how often and when; and that it is as if it were alone."""

import random
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import pytest
from django.db import IntegrityError, OperationalError

from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_options import READ_COMMITTED, ServerOptions
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from audiostream.backend.adapters.catalog.undisturbed import MOST_ATTEMPTS, serializable, undisturbed, waits
from tests.support import postgresql
from tests.support.threads import at_once


@pytest.fixture
def loose(options: ServerOptions) -> Iterator[ServerDatabase]:
    """Return a database whose transactions see what others change meanwhile."""
    address = ServerOptions(dsn=options.dsn, isolation=READ_COMMITTED)
    with closing(ServerDatabase(address, (CATALOGUE,))) as opened:
        yield opened


def _undone() -> OperationalError:
    driver = Exception("undone")
    driver.pgcode = "40001"  # type: ignore[attr-defined] # as psycopg2's have it
    error = OperationalError("undone")
    error.__cause__ = driver
    return error


def test_what_is_undone_for_another_runs_again() -> None:
    errors = [_undone(), _undone()]

    def work() -> str:
        if errors:
            raise errors.pop()
        return "done"

    assert undisturbed(work) == "done"


def test_all_else_comes_through_at_once() -> None:
    runs: list[int] = []

    def work() -> None:
        runs.append(1)
        raise IntegrityError("for good")

    with pytest.raises(IntegrityError, match="for good"):
        undisturbed(work)
    assert len(runs) == 1


def test_the_waits_grow_differ_and_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(waits()) != list(waits())
    monkeypatch.setattr(random, "uniform", lambda least, most: (least, most))
    spans = list(waits())
    assert len(spans) == MOST_ATTEMPTS - 1
    assert all(least == 0 for least, _ in spans)  # type: ignore[misc, has-type]
    longest = [most for _, most in spans]  # type: ignore[misc, has-type]
    assert all(one <= next_one <= 1.0 for one, next_one in pairwise(longest))


@pytest.mark.servers("postgres")
def test_work_that_must_be_alone_is_by_any_connection(loose: ServerDatabase) -> None:
    def isolation(alias: str) -> list[tuple[object, ...]]:
        return postgresql.execute(alias, "SHOW transaction_isolation")

    assert loose.read(isolation) == [("read committed",)]
    assert loose.read(lambda alias: serializable(alias, lambda: isolation(alias))) == [("serializable",)]
    assert loose.read(isolation) == [("read committed",)]


@pytest.mark.servers("postgres")
def test_of_several_that_read_and_then_write_none_is_lost(loose: ServerDatabase) -> None:
    loose.read(lambda alias: postgresql.execute(alias, "CREATE TABLE counted AS SELECT 0 AS n"))
    try:

        def count(alias: str) -> None:
            ((n,),) = postgresql.execute(alias, "SELECT n FROM counted")
            postgresql.execute(alias, f"UPDATE counted SET n = {n} + 1")  # noqa: S608 - a number of ours

        at_once(6, lambda _: loose.read(lambda alias: serializable(alias, lambda: count(alias))))
        assert loose.read(lambda alias: postgresql.execute(alias, "SELECT n FROM counted")) == [(6,)]
    finally:
        loose.read(lambda alias: postgresql.execute(alias, "DROP TABLE counted"))
