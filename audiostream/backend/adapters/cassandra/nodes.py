"""What each node says of itself, all asked at the same time."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from cassandra import ConsistencyLevel
from cassandra.cluster import NoHostAvailable
from cassandra.pool import Host
from cassandra.query import SimpleStatement

from audiostream.backend.adapters.cassandra.failures import DRIVER_ERRORS, refusal, told
from audiostream.backend.adapters.cassandra.session import Session

_CONNECTING_S = 0.05
_AT_ONCE = 16
_STATE = SimpleStatement(
    "SELECT release_version, schema_version FROM system.local", consistency_level=ConsistencyLevel.LOCAL_ONE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of the cluster: where it stands, and what it said or why it did not; ``latency_s`` in seconds."""

    address: str
    datacenter: str
    rack: str
    version: str | None = None
    schema: str | None = None
    latency_s: float | None = None
    failure: str | None = None

    @property
    def is_up(self) -> bool:
        """Whether it answered."""
        return self.failure is None


def ask_nodes(session: Session) -> Sequence[Node]:
    """Ask every node that the cluster knows of, by address. Raises ``Unavailable`` when none can be reached."""
    hosts = session.driver().cluster.metadata.all_hosts()
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="node") as threads:
        return sorted(threads.map(partial(_ask, session), hosts), key=lambda node: node.address)


def _ask(session: Session, host: Host) -> Node:
    node = Node(
        address=f"{host.endpoint.address}:{host.endpoint.port}",
        datacenter=host.datacenter or "?",
        rack=host.rack or "?",
    )
    if host.datacenter != session.options.datacenter:
        # Only nodes of one's own datacenter are connected to; of another's is known what their peers say.
        return node if host.is_up is not False else replace(node, failure="its peers say so")
    within_s = session.options.connect_timeout_s
    given_up_at = time.monotonic() + within_s
    while True:
        begin = time.perf_counter()
        try:
            ((version, schema),) = session.driver().execute(_STATE, host=host, timeout=within_s)
        except NoHostAvailable as error:
            # The driver connects to the first node at once, to the others in the background.
            if host.is_up is False or time.monotonic() > given_up_at:
                return replace(node, failure=_why(host, within_s) or told(error))
            time.sleep(_CONNECTING_S)
        except DRIVER_ERRORS as error:
            return replace(node, failure=_why(host, within_s) or told(error))
        else:
            return replace(node, version=version, schema=str(schema), latency_s=time.perf_counter() - begin)


def _why(host: Host, within_s: float) -> str | None:
    """Return why it cannot be connected to: the driver only says that it has given up on it."""
    return refusal(host.endpoint.address, host.endpoint.port, timeout_s=within_s)
