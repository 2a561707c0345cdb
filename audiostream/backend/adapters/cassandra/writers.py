"""How many rows are written fast: by the C++ driver where it is installed, otherwise by the driver of everything else.

Measured by ``python -m benchmarks cassandra_writes``: of the same listens, a thousand a batch, the C++ driver (acsylla,
which has no wheel for Windows) stores twice as many a second as cassandra-driver, in a third of its processor time.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Protocol

from audiostream.backend.adapters.cassandra.session import Session, Statement


class Writer(Protocol):
    """Executes groups of writes at the same time; those of a group are of one partition and go as one batch."""

    def write(self, groups: Sequence[Sequence[Statement]]) -> None:
        """Return when all are durable; when this raises, some may be. Raises ``Unavailable`` and ``Rejected``."""

    def close(self) -> None:
        """Give back connections; using it again connects again."""


def fastest_writer(session: Session) -> Writer:
    """Return the fastest writer that can reach the session's cluster."""
    options = session.options
    one_port = len({port for _, port in options.contact_points}) == 1
    # TLS is left to Python's own: acsylla brings an OpenSSL 1.1.1 along, which is no longer maintained.
    if one_port and options.ca_file is None and find_spec("acsylla"):
        from audiostream.backend.adapters.cassandra.acsylla_writer import AcsyllaWriter

        return AcsyllaWriter(options)
    return session
