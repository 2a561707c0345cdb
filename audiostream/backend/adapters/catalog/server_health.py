"""How a catalogue's server is, in findings."""

import time
from collections.abc import Iterator

from audiostream.backend.adapters.catalog.migrating import known_migrations, label_of
from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_schema import applied
from audiostream.backend.adapters.catalog.settings import CATALOGUE, WITH_TABLES
from audiostream.backend.cluster.system import Finding
from audiostream.errors import Rejected, Unavailable

INITIALISE = "Run 'audiostream cluster init'."
UPGRADE = "Upgrade audiostream."


def finding(subject: str, detail: str, remedy: str | None = None) -> Finding:
    """Return what was found; it is well where there is nothing to be done."""
    return Finding(system="catalogue", subject=subject, ok=remedy is None, detail=detail, remedy=remedy)


def findings(database: ServerDatabase) -> Iterator[Finding]:
    """Yield version and latency, whether it takes writes, how transactions are kept apart, encoding and schema."""
    yield _server(database)
    yield from cockroachdb_nodes(database)
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


def cockroachdb_nodes(database: ServerDatabase) -> Iterator[Finding]:
    """Yield how many nodes live, where it is CockroachDB; newer ones let not everybody ask.

    https://www.cockroachlabs.com/docs/stable/crdb-internal
    """
    if not database.server.is_cockroachdb:
        return
    try:
        nodes = database.read(_nodes)
    except (Unavailable, Rejected) as error:
        yield finding("nodes", f"not counted, as the server does not tell: {error.message}")
        return
    down = [f"{address} (node {number})" for number, address, lives in nodes if not lives]
    detail = f"{len(nodes) - len(down)} of {len(nodes)} live" + (f"; not: {', '.join(down)}" if down else "")
    remedy = "Start CockroachDB there, or see its log; one that is gone for good: 'cockroach node decommission'."
    yield finding("nodes", detail, remedy if down else None)


def _nodes(alias: str) -> list[tuple[int, str, bool]]:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT node_id, address, is_live FROM crdb_internal.gossip_nodes ORDER BY node_id")
        return [(number, address, lives) for number, address, lives in cursor.fetchall()]


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
    known, theirs = known_migrations(WITH_TABLES), database.read(lambda alias: applied(alias, WITH_TABLES))
    if unknown := sorted(theirs.difference(known)):
        return finding("schema", f"has {unknown[-1]}, of a newer audiostream", UPGRADE)
    if missing := [each for each in known if each not in theirs]:
        detail = f"lacks {len(missing)} of {len(known)} migrations, first {missing[0]}"
        return finding("schema", detail, INITIALISE)
    newest = max(each for each in known if each.label == label_of(CATALOGUE))
    return finding("schema", f"up to date: {newest}")


def _ask(database: ServerDatabase, query: str) -> str:
    def read(alias: str) -> str:
        from django.db import connections

        with connections[alias].cursor() as cursor:
            cursor.execute(query)
            return str(cursor.fetchone()[0])

    return database.read(read)
