"""What the errors of Cassandra and of its driver mean to us."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import cassandra
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException, ConnectionShutdown
from cassandra.protocol import ErrorMessage, RequestExecutionException, SyntaxException

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.tls import distrust
from audiostream.errors import AudiostreamError, Rejected, Unavailable

NO_SCHEMA = "Run 'audiostream cluster init', which makes what is missing."
QUORUM = (
    "Fewer nodes are up than a quorum of the replicas; see 'nodetool status'. With two replicas both must be up, "
    "with three one may be down."
)
BUSY = "The nodes are overloaded, starting or paused; see their logs. The same call may succeed later."
DOWN = "Check that the nodes run, and the setting cassandra_hosts; 'audiostream cluster doctor' tells more."
LOGIN = "Check the settings cassandra_user and cassandra_password."
GRANTS = "Grant that user MODIFY and SELECT on the keyspace, and CREATE and ALTER for 'audiostream cluster init'."

TRUST = (
    "Set cassandra_ca_file to the authorities of the nodes' certificates; see the names these are for, and TLS there."
)

# The first that fits holds.
_HINTS: tuple[tuple[type[Exception], str], ...] = (
    (cassandra.AuthenticationFailed, LOGIN),
    (cassandra.Unauthorized, GRANTS),
    (cassandra.Unavailable, QUORUM),
    (cassandra.Timeout, BUSY),
    (cassandra.OperationTimedOut, BUSY),
    (cassandra.CoordinationFailure, BUSY),
    (RequestExecutionException, BUSY),
    (NoHostAvailable, DOWN),
    (SyntaxException, "The nodes do not know this statement: Cassandra 4.1 or newer is needed."),
)
# An InvalidRequest that blames the schema and not the value: the statement will do once the tables are there.
_OF_SCHEMA = ("unconfigured table", "does not exist", "unknown keyspace", "undefined column", "undefined name")


# A connection that breaks while it is asked is none of the first kind.
DRIVER_ERRORS = (cassandra.DriverException, ErrorMessage, NoHostAvailable, ConnectionException, OSError)


class SchemaLacking(Unavailable):
    """The node that was asked knows no such table: it has not been made, or word of it has not come there yet."""


class Unanswered(Unavailable):
    """Too few replicas answered in time: nobody knows whether it was done, and it may be tried again."""


@contextmanager
def translated(options: CassandraOptions) -> Iterator[None]:
    """Raise errors of the driver as ours; only what no node could ever take is ``Rejected``."""
    try:
        yield
    except AudiostreamError:
        raise
    except DRIVER_ERRORS as error:
        raise ours(error, options) from error
    except struct.error as error:  # a partition key of more bytes than any may have
        raise Rejected(f"{options}: {error}") from error


def ours(error: Exception, options: CassandraOptions) -> AudiostreamError:
    """Return what an error of the driver is to us."""
    cause = _cause(error)
    # Where it is not a node that says something, what kept each of them from being asked.
    text = f"{options}: {told(error if isinstance(cause, OSError) else cause)}"
    if distrust(cause):
        return Unavailable(text, hint=TRUST)
    if isinstance(cause, cassandra.InvalidRequest):
        if any(sign in str(cause).lower() for sign in _OF_SCHEMA):
            return SchemaLacking(text, hint=NO_SCHEMA)
        return Rejected(text)
    kind = Unanswered if isinstance(cause, cassandra.Timeout | cassandra.OperationTimedOut) else Unavailable
    return kind(text, hint=next((hint for of, hint in _HINTS if isinstance(cause, of)), None))


def told(error: Exception) -> str:
    """Return in one short line what an error means; of one about several nodes, what kept each."""
    if not isinstance(error, NoHostAvailable):
        return reason(error)
    causes = error.errors if isinstance(error.errors, dict) else {}
    nodes: dict[str, list[str]] = {}
    for node, cause in causes.items():
        nodes.setdefault(reason(cause), []).append(str(node))
    if len(nodes) == 1:
        return f"no node can be reached: {next(iter(nodes))}"
    return "; ".join(["no node can be reached", *(f"{', '.join(sorted(nodes[why]))}: {why}" for why in sorted(nodes))])


def reason(error: object) -> str:
    """Return in a few plain words why a node was not asked or could not do it; what else it says is left as it is."""
    text = " ".join(str(getattr(error, "message", None) or error).split())
    if why := _shortage(error) or distrust(text):
        return why
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, TimeoutError | cassandra.OperationTimedOut) or (
        isinstance(error, OSError) and "timed out" in text
    ):
        return "no answer in time"
    if isinstance(error, ConnectionResetError | BrokenPipeError | ConnectionShutdown):
        return "the connection was cut"
    if isinstance(error, cassandra.UnresolvableContactPoints | socket.gaierror):
        return "no such host name"
    return text[:300] or type(error).__name__


def _shortage(error: object) -> str | None:
    """Return how many replicas there were, where a node says that they were too few."""
    if isinstance(error, cassandra.Unavailable) and error.required_replicas is not None:
        return f"{error.alive_replicas} of {error.required_replicas} replicas that must answer are up"
    if isinstance(error, cassandra.Timeout) and error.required_responses is not None:
        return f"{error.received_responses or 0} of {error.required_responses} replicas answered in time"
    return None


def refusal(host: str, port: int, *, timeout_s: float) -> str | None:
    """Return why a node takes no connection, None where it takes one."""
    try:
        socket.create_connection((host, port), timeout=timeout_s).close()
    except OSError as error:
        return reason(error)
    return None


def _cause(error: Exception) -> Exception:
    """Return what a node said, where the driver says only that it got no answer from any."""
    if isinstance(error, NoHostAvailable) and isinstance(error.errors, dict):
        for each in error.errors.values():
            if isinstance(each, Exception) and not isinstance(each, OSError):
                return each
    return error
