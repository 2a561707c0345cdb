"""Where a catalogue's server is, and how it is to be asked."""

import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from audiostream.errors import InvalidConfig

DEFAULT_DATABASE = "audiostream"
SERIALIZABLE = "serializable"
READ_COMMITTED = "read committed"

_COCKROACHDB = "django_cockroachdb"
_SCHEMES = {
    "postgresql": "django.db.backends.postgresql",
    "postgres": "django.db.backends.postgresql",
    "cockroachdb": _COCKROACHDB,
    "cockroach": _COCKROACHDB,
}
_FORM = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE, or cockroachdb://…"
# libpq's own words for what Django names itself: https://www.postgresql.org/docs/current/libpq-connect.html
_NAMED_BY_DJANGO = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
# A host that is gone says nothing: notice within half a minute or so, where the system lets a program choose.
_DEFAULTS = {
    "application_name": "audiostream",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """``dsn`` is an address as libpq reads it; its scheme says whether it is PostgreSQL or CockroachDB.

    A statement that takes longer than ``statement_timeout_s`` is ended; so is the wait for a connection to one of the
    hosts after ``connect_timeout_s``. What the address says of them holds instead. ``isolation`` is that of
    transactions that ask for none of their own.
    """

    dsn: str = field(repr=False)
    statement_timeout_s: float = 30.0
    connect_timeout_s: int = 5
    isolation: str = SERIALIZABLE


@dataclass(frozen=True, slots=True)
class Server:
    """A server and the database on it: ``settings`` as Django's ``DATABASES`` has them, ``address`` free of secrets."""

    settings: Mapping[str, object] = field(repr=False)
    database: str
    address: str

    @property
    def is_cockroachdb(self) -> bool:
        """Whether the address says that it is CockroachDB."""
        return self.settings["ENGINE"] == _COCKROACHDB

    def with_database(self, name: str) -> "Server":
        """Return another database of the same server."""
        return Server({**self.settings, "NAME": name}, name, self.address)


def server_of(options: ServerOptions) -> Server:
    """Return the server of an address.

    Raises:
        InvalidConfig: it cannot be read, or a package is missing.
    """
    scheme, separator, rest = options.dsn.strip().partition("://")
    engine = _SCHEMES.get(scheme.lower())
    if not separator or engine is None:
        raise _wrong("it must begin with postgresql:// or cockroachdb://")
    _require("psycopg2", engine.partition(".")[0])
    found = _parsed(f"postgresql://{rest}")
    if "@" in found.setdefault("dbname", DEFAULT_DATABASE):
        raise _wrong("there is an @ behind the first /, as where a password has an unencoded /")
    named = {theirs: found.pop(ours) for ours, theirs in _NAMED_BY_DJANGO.items() if ours in found}
    found["options"] = f"{_session(options)} {found.get('options', '')}".strip()
    further = {"connect_timeout": str(options.connect_timeout_s), **_DEFAULTS, **found}
    host, port = named.get("HOST", "localhost"), named.get("PORT")
    address = f"{host}:{port}" if port and "," not in host + port else host
    return Server({"ENGINE": engine, **named, "OPTIONS": further}, named["NAME"], address)


def _session(options: ServerOptions) -> str:
    # Given when connecting, so that they hold on each new connection and cost no round trip; the last one counts.
    milliseconds = round(options.statement_timeout_s * 1000)
    given = {
        # A space ends an option, unless it is escaped.
        "default_transaction_isolation": options.isolation.replace(" ", "\\ "),
        "statement_timeout": milliseconds,
        "idle_in_transaction_session_timeout": milliseconds,
    }
    return " ".join(f"-c {name}={value}" for name, value in given.items())


def _parsed(address: str) -> dict[str, str]:
    from psycopg2 import ProgrammingError
    from psycopg2.extensions import parse_dsn

    try:
        return {name: str(value) for name, value in parse_dsn(address).items()}
    except ProgrammingError as error:
        # What libpq quotes may be a piece of the password.
        raise _wrong(re.sub(r'"[^"]*"', "…", str(error).strip())) from None


def _require(*packages: str) -> None:
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise InvalidConfig(
                f"a catalogue on a server needs the package {package!r}, which is not installed",
                hint="pip install 'audiostream[cluster]'",
            )


def _wrong(reason: str) -> InvalidConfig:
    return InvalidConfig(
        f"catalogue_dsn is not the address of a server: {reason}",
        hint=f"Write {_FORM}; in a password, characters such as @ : / ? # % are percent-encoded.",
    )
