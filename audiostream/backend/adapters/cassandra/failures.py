"""What the errors of Cassandra and of its driver mean to us."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager

import cassandra
from cassandra.cluster import NoHostAvailable
from cassandra.protocol import ErrorMessage, RequestExecutionException, SyntaxException

from audiostream.backend.adapters.cassandra.options import CassandraOptions
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


DRIVER_ERRORS = (cassandra.DriverException, ErrorMessage, NoHostAvailable, OSError)


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
    text = f"{options}: {told(cause)}"
    if isinstance(cause, cassandra.InvalidRequest):
        if any(sign in str(cause).lower() for sign in _OF_SCHEMA):
            return Unavailable(text, hint=NO_SCHEMA)
        return Rejected(text)
    return Unavailable(text, hint=next((hint for kind, hint in _HINTS if isinstance(cause, kind)), None))


def told(error: Exception) -> str:
    """Return an error's message in one short line."""
    if isinstance(error, NoHostAvailable):
        causes = error.errors.values() if isinstance(error.errors, dict) else error.errors
        text = "; ".join([str(error.args[0]), *sorted({str(each) for each in causes})])
    else:
        text = str(getattr(error, "message", None) or error)
    return " ".join(text.split())[:300] or type(error).__name__


def _cause(error: Exception) -> Exception:
    """Return what a node said, where the driver says only that it got no answer from any."""
    if isinstance(error, NoHostAvailable) and isinstance(error.errors, dict):
        for each in error.errors.values():
            if isinstance(each, Exception) and not isinstance(each, OSError):
                return each
    return error
