"""What a database server's errors mean to us.

By SQLSTATE, which PostgreSQL and CockroachDB share: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

import re
from typing import TYPE_CHECKING

from audiostream.errors import AudiostreamError, InvalidConfig, Rejected, Unavailable

if TYPE_CHECKING:
    from django.db import Error

# serialization_failure and deadlock_detected. A unique_violation too: of two that find nothing and then insert the
# same, one may get it (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html); where it is
# no accident, the second run finds what is in the way.
_AGAIN = frozenset({"40001", "40P01", "23505"})
# Connection exceptions, and a server that shuts down, crashed or is not up yet.
_LOST = ("08", "57P01", "57P02", "57P03")
# Those that may pass: no connection, no room, an operator's doing, the system; a lock, a read-only standby.
_TEMPORARY = ("08", "25006", "40", "42P01", "53", "55", "57", "58", "XX")
_HINTS = {
    "25006": "Give catalogue_dsn the address of the server that takes writes, not of a standby.",
    "42501": "Have its owner grant the right to catalogue_dsn's user.",
    "42P01": "Run 'audiostream cluster init'.",
    "57014": "The server is overloaded, or waits for a lock: try again, and see 'audiostream cluster doctor'.",
    "53300": "Raise the server's max_connections, or put a pool before it.",
    "53100": "Free some space on the server's disk.",
}
# While connecting there is no code: these are libpq's words, and the server's where it speaks English.
_CONNECTING = (
    (
        ("authentication failed", "no password supplied", "no pg_hba.conf entry", "is not permitted to log in"),
        "Check user and password in catalogue_dsn, and that the server lets that user in from here.",
    ),
    (
        # The last two are of connections that broke, whether by TLS or not.
        ("Connection refused", "could not translate host name", "closed unexpectedly", "EOF detected"),
        "Check that the server runs, and host and port in catalogue_dsn.",
    ),
    (
        ("certificate", "SSL"),
        "Check sslmode and sslrootcert in catalogue_dsn: the latter is a PEM file of the authorities to trust.",
    ),
)
# Where that was is told already, and that it was fatal goes without saying.
_AT = re.compile(r"^connection to server (?:at|on) .*? failed: (?:FATAL:\s+)?")
_CONNECTING_AT_ALL = "Check that the server runs, and user, password, host and database in catalogue_dsn."

# CockroachDB calls itself PostgreSQL 13 to those who ask for that.
_OLD = "Upgrade the server. For CockroachDB, catalogue_dsn begins with cockroachdb://."


def sqlstate(error: "Error") -> str:
    """Return the five characters, or nothing where the server had no say: a connection failed or broke."""
    driver = error.__cause__
    return getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None) or ""


def may_run_again(error: "Error") -> bool:
    """Return whether the transaction was undone for the sake of another, and may go well now."""
    return sqlstate(error) in _AGAIN


def is_lost(error: "Error") -> bool:
    """Return whether the connection broke."""
    from django.db import InterfaceError, OperationalError

    state = sqlstate(error)
    return state.startswith(_LOST) if state else isinstance(error, (OperationalError, InterfaceError))


def failure(error: "Error | ValueError", where: str) -> AudiostreamError:
    """Return an error of Django's, or of a value that no text of the server's can hold, as ours."""
    from django.db import Error, NotSupportedError

    message = f"{where}: {_AT.sub('', (str(error).strip().splitlines() or [type(error).__name__])[0])}"
    if not isinstance(error, Error):
        return Rejected(message)
    state = sqlstate(error)
    if isinstance(error, NotSupportedError) and not state:
        return InvalidConfig(message, hint=_OLD)
    if is_lost(error):
        return Unavailable(message, hint=_on_connecting(message))
    return (Unavailable if state.startswith(_TEMPORARY) else Rejected)(message, hint=_HINTS.get(state))


def _on_connecting(message: str) -> str:
    said = (hint for signs, hint in _CONNECTING if any(sign in message for sign in signs))
    return next(said, _CONNECTING_AT_ALL)


def is_of_a_value(error: ValueError) -> bool:
    """Return whether psycopg2 refused to send a text: a lone surrogate, or a NUL, which no server's text can hold."""
    return isinstance(error, UnicodeEncodeError) or "NUL" in str(error)
