"""What each kind of error of a server becomes, and which are worth another run."""

import django.db
import psycopg2
import pytest
from psycopg2 import errorcodes, errors

from audiostream.backend.adapters.catalog import server_failures
from audiostream.errors import InvalidConfig, Rejected, Unavailable

WHERE = "the database 'music' on db.example"


class _WithSqlstate(Exception):
    """An error of psycopg 3, which calls the code so."""

    sqlstate = errorcodes.SERIALIZATION_FAILURE


def _error(kind: type[django.db.Error], cause: Exception, text: str = "so it is\nDETAIL: why") -> django.db.Error:
    error = kind(text)
    error.__cause__ = cause
    return error


class _Coded(psycopg2.Error):
    """An error as the server sends it; psycopg2's own have a code that cannot be set."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    @property
    def pgcode(self) -> str:  # type: ignore[override]
        return self.code


def _coded(code: str, kind: type[django.db.Error] = django.db.OperationalError) -> django.db.Error:
    return _error(kind, _Coded(code))


def test_the_drivers_have_a_class_for_each_code_named_here() -> None:
    for code in ("40001", "40P01", "23505", "57P01", "57P02", "57P03", "25006", "42501", "42P01", "57014", "53300"):
        assert errors.lookup(code)


@pytest.mark.parametrize("code", ["40001", "40P01", "23505"])
def test_what_another_transaction_undid_may_run_again(code: str) -> None:
    assert server_failures.may_run_again(_coded(code))


@pytest.mark.parametrize("code", ["", "40003", "57014", "22003", "23503", "57P01", "08006"])
def test_nothing_else_may(code: str) -> None:
    assert not server_failures.may_run_again(_coded(code))


def test_the_other_driver_names_the_code_otherwise() -> None:
    assert server_failures.may_run_again(_error(django.db.OperationalError, _WithSqlstate()))


@pytest.mark.parametrize("code", ["08006", "08003", "57P01", "57P02", "57P03", ""])
def test_a_broken_connection_is_known(code: str) -> None:
    error = _coded(code)
    assert server_failures.is_lost(error)
    ours = server_failures.failure(error, WHERE)
    assert isinstance(ours, Unavailable)
    assert ours.message == f"{WHERE}: so it is"
    assert "Check that the server runs" in str(ours.hint)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("40001", None),
        ("57014", "try again"),
        ("53300", "max_connections"),
        ("53100", "disk"),
        ("55P03", None),
        ("25006", "standby"),
        ("42P01", "cluster init"),
    ],
)
def test_what_may_pass_is_unavailable(code: str, hint: str | None) -> None:
    ours = server_failures.failure(_coded(code), WHERE)
    assert isinstance(ours, Unavailable)
    assert (hint or "") in str(ours.hint)


@pytest.mark.parametrize(("code", "hint"), [("22003", ""), ("23503", ""), ("54000", ""), ("42501", "grant")])
def test_what_never_will_is_rejected(code: str, hint: str) -> None:
    ours = server_failures.failure(_coded(code, django.db.DataError), WHERE)
    assert isinstance(ours, Rejected)
    assert hint in str(ours.hint)


def test_an_error_of_the_drivers_own_is_rejected() -> None:
    assert isinstance(server_failures.failure(_coded("", django.db.DataError), WHERE), Rejected)


def test_a_server_that_is_too_old_or_another_is_told() -> None:
    error = django.db.NotSupportedError("PostgreSQL 14 or later is required (found 13.0).")
    ours = server_failures.failure(error, WHERE)
    assert isinstance(ours, InvalidConfig)
    assert "found 13.0" in ours.message
    assert "cockroachdb://" in str(ours.hint)


def test_an_error_without_words_still_says_something() -> None:
    assert server_failures.failure(_error(django.db.DataError, _Coded(""), text=""), WHERE).message.endswith(
        "DataError"
    )
