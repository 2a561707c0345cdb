"""The health of a Cassandra cluster, as findings."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence

from audiostream.backend.adapters.cassandra.migrations import Migration
from audiostream.backend.adapters.cassandra.nodes import Node, ask_nodes
from audiostream.backend.adapters.cassandra.replication import factor_in, replication_of, written
from audiostream.backend.adapters.cassandra.schema import Schema
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.cluster.system import Finding
from audiostream.errors import Unavailable

_AGREE_WITHIN_S = 8.0
_LOOK_AGAIN_S = 0.2

_INIT = "Run 'audiostream cluster init'."


def findings(session: Session, schema: Schema, migrations: Sequence[Migration]) -> list[Finding]:
    """Return what can be said. Raises ``Unavailable`` when no node can be asked."""
    nodes = _settled(session)
    return [
        *_of_nodes(nodes),
        *_of_versions(nodes),
        *_of_replication(session, nodes),
        _of_migrations(schema, migrations),
    ]


def _settled(session: Session) -> Sequence[Node]:
    """Ask the nodes, again while they differ in their schema: a change takes a moment to reach all."""
    given_up_at = time.monotonic() + _AGREE_WITHIN_S
    while True:
        nodes = ask_nodes(session)
        if len(_schemas(nodes)) <= 1 or time.monotonic() > given_up_at:
            return nodes
        time.sleep(_LOOK_AGAIN_S)


def _schemas(nodes: Sequence[Node]) -> set[str]:
    return {node.schema for node in nodes if node.schema}


def _of_nodes(nodes: Sequence[Node]) -> Iterator[Finding]:
    racks = Counter((node.datacenter, node.rack) for node in nodes)
    up = Counter((node.datacenter, node.rack) for node in nodes if node.is_up)
    for place, count in sorted(racks.items()):
        down = [node for node in nodes if (node.datacenter, node.rack) == place and not node.is_up]
        detail = f"{up[place]} of {count} up"
        if down:
            detail += "; down: " + ", ".join(f"{node.address} ({node.failure})" for node in down)
        names = ", ".join(node.address for node in down)
        remedy = f"Start Cassandra there ({names}), or see its log; 'nodetool status' tells what the others know of it."
        yield _finding(f"nodes in {'/'.join(place)}", not down, detail, remedy if down else None)
    if times := [node.latency_s for node in nodes if node.latency_s is not None]:
        yield _finding("latency", True, f"{min(times) * 1000:.1f} to {max(times) * 1000:.1f} ms a query")


def _of_versions(nodes: Sequence[Node]) -> Iterator[Finding]:
    versions = sorted({node.version for node in nodes if node.version})
    same = len(versions) <= 1
    yield _finding("version", same, ", ".join(versions), None if same else "Upgrade the older nodes.")
    schemas = _schemas(nodes)
    agreed = len(schemas) <= 1
    yield _finding(
        "schema agreement",
        agreed,
        "all nodes agree" if agreed else f"{len(schemas)} versions of the schema",
        None if agreed else "See 'nodetool describecluster'; restart the nodes that differ from most.",
    )


def _of_replication(session: Session, nodes: Sequence[Node]) -> Iterator[Finding]:
    options = session.options
    subject = f"keyspace {options.keyspace}"
    replication = replication_of(session)
    if replication is None:
        yield _finding(subject, False, "does not exist", _INIT)
        return
    here = [node for node in nodes if node.datacenter == options.datacenter]
    factor = factor_in(replication, options.datacenter)
    quorum, up = factor // 2 + 1, sum(node.is_up for node in here)
    detail = written(replication)
    if not 0 < factor <= len(here):
        yield _finding(
            subject,
            False,
            f"{detail}; but {options.datacenter} has {len(here)} node(s)",
            "Add nodes, or alter the keyspace's replication.",
        )
    # Any node may hold a replica of some row, so as many may be down as a quorum can spare.
    elif len(here) - up > factor - quorum:
        yield _finding(
            subject,
            False,
            f"{detail}; {quorum} of {factor} replicas must answer, and some rows have fewer",
            "Start the nodes that are down. Until then consumers wait, and lose nothing; commands that need such rows "
            "end with 3, and the server answers 503.",
        )
    else:
        yield _finding(subject, True, f"{detail}; {quorum} of {factor} replicas must answer")


def _of_migrations(schema: Schema, migrations: Sequence[Migration]) -> Finding:
    try:
        applied = schema.applied()
    except Unavailable as error:  # its rows too need a quorum
        return _finding("migrations", False, f"cannot be read: {error.message}", error.hint)
    pending = [each.title for each in migrations if each.version not in applied]
    changed = [
        each.title for each in migrations if (found := applied.get(each.version)) and found.checksum != each.checksum
    ]
    if pending:
        return _finding("migrations", False, f"not applied: {', '.join(pending)}", _INIT)
    if changed:
        remedy = "An applied migration must stay as it is: install the version that applied it."
        return _finding("migrations", False, f"applied with another content: {', '.join(changed)}", remedy)
    return _finding("migrations", True, f"{len(applied)} applied")


def _finding(subject: str, ok: bool, detail: str, remedy: str | None = None) -> Finding:  # noqa: FBT001 - as Finding's own
    return Finding(system="cassandra", subject=subject, ok=ok, detail=detail, remedy=remedy)
