"""How a catalogue's server is, in findings."""

import time
from collections.abc import Iterator

from audiostream.backend.adapters.catalog.schema import known_migrations
from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_schema import applied
from audiostream.backend.cluster.system import Finding

INITIALISE = "Run 'audiostream cluster init'."
UPGRADE = "Upgrade audiostream."


def finding(subject: str, detail: str, remedy: str | None = None) -> Finding:
    """Return what was found; it is well where there is nothing to be done."""
    return Finding(system="catalogue", subject=subject, ok=remedy is None, detail=detail, remedy=remedy)


def findings(database: ServerDatabase) -> Iterator[Finding]:
    """Yield version and latency, whether it takes writes, how transactions are kept apart, encoding and schema."""
    yield _server(database)
    yield _writes(database)
    yield _isolation(database)
    yield _encoding(database)
    yield _schema(database)


def _server(database: ServerDatabase) -> Finding:
    # "PostgreSQL 15.14 (Debian …) on x86_64…", "CockroachDB CCL v24.3.0 (x86_64-…, built …)".
    version = _ask(database, "SELECT version()").partition(" (")[0].partition(" on ")[0]
    began = time.perf_counter()
    _ask(database, "SELECT 1")
    milliseconds = (time.perf_counter() - began) * 1000
    return finding("server", f"{version} at {database.server.address}, answers in {milliseconds:.1f} ms")


def _writes(database: ServerDatabase) -> Finding:
    if _ask(database, "SHOW transaction_read_only") == "off":
        return finding("writes", "accepted")
    return finding(
        "writes", "refused: it is read-only", "Give catalogue_dsn the address of the server that takes writes."
    )


def _isolation(database: ServerDatabase) -> Finding:
    level = _ask(database, "SHOW transaction_isolation")
    remedy = None if level == "serializable" else "Take default_transaction_isolation out of catalogue_dsn."
    return finding("isolation", level, remedy)


def _encoding(database: ServerDatabase) -> Finding:
    encoding = _ask(database, "SHOW server_encoding")
    utf8 = encoding.upper() in ("UTF8", "UTF-8")
    remedy = (
        "Name another database in catalogue_dsn and run 'audiostream cluster init': not every title fits into this."
    )
    return finding("encoding", encoding, None if utf8 else remedy)


def _schema(database: ServerDatabase) -> Finding:
    ours, theirs = known_migrations(), database.read(applied)
    if unknown := sorted(theirs - ours):
        return finding("schema", f"has {unknown[-1]}, of a newer audiostream", UPGRADE)
    if missing := sorted(ours - theirs):
        return finding("schema", f"lacks {', '.join(missing)}", INITIALISE)
    return finding("schema", f"up to date: {max(ours)}")


def _ask(database: ServerDatabase, query: str) -> str:
    def read(alias: str) -> str:
        from django.db import connections

        with connections[alias].cursor() as cursor:
            cursor.execute(query)
            return str(cursor.fetchone()[0])

    return database.read(read)
