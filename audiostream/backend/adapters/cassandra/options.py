"""Where the Cassandra cluster is, and how it is spoken to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audiostream.errors import InvalidConfig

DEFAULT_PORT = 9042
_KEYSPACE = re.compile("[a-z][a-z0-9_]{0,47}")
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class CassandraOptions:
    """Nodes to begin with (``host`` or ``host:port``), the datacenter to use, and who asks; times in seconds.

    Raises:
        InvalidConfig: the keyspace or a node is not written as one.
    """

    hosts: Sequence[str] = ("127.0.0.1:9042",)
    datacenter: str = "datacenter1"
    keyspace: str = "audio_streaming_keyspace"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    """Whose certificates nodes must have; TLS is used where it is given."""
    connect_timeout_s: float = 5.0
    request_timeout_s: float = 10.0

    def __post_init__(self) -> None:
        if not _KEYSPACE.fullmatch(self.keyspace):
            raise InvalidConfig(
                f"{self.keyspace!r} cannot be the name of a keyspace",
                hint="Use lower-case letters, digits and _, beginning with a letter, at most 48 in all.",
            )
        if not self.hosts:
            raise InvalidConfig("no Cassandra node is named", hint="Set cassandra_hosts, as in 127.0.0.1:9042.")
        for host in self.hosts:
            parse_host(host)

    @property
    def contact_points(self) -> list[tuple[str, int]]:
        """The nodes as host and port."""
        return [parse_host(host) for host in self.hosts]

    def __str__(self) -> str:
        return f"Cassandra at {', '.join(self.hosts)}"


def parse_host(text: str) -> tuple[str, int]:
    """Read ``host``, ``host:port``, ``[IPv6]`` or ``[IPv6]:port``.

    Raises:
        InvalidConfig: it is none of these.
    """
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:\[\]]+))(?::(\d{1,5}))?", text)
    port = int(found[3] or DEFAULT_PORT) if found else 0
    if found and 0 < port <= _MAX_PORT:
        return found[1] or found[2], port
    raise InvalidConfig(
        f"{text!r} is not the address of a Cassandra node", hint="Write host:port, as in 127.0.0.1:9042."
    )
