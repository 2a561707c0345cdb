"""How many copies of each row there are to be, and what a keyspace has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session

_CLASSES = {"network": "NetworkTopologyStrategy", "simple": "SimpleStrategy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """The replicas of each row: by datacenter (``network``), or wherever the nodes are (``simple``)."""

    strategy: Literal["network", "simple"] = "network"
    factor: int = 2

    def options(self, datacenter: str) -> dict[str, str]:
        """Return what a keyspace's ``replication`` must be."""
        key = datacenter if self.strategy == "network" else "replication_factor"
        return {"class": _CLASSES[self.strategy], key: str(self.factor)}

    def create(self, options: CassandraOptions) -> str:
        """Return the statement that makes the keyspace."""
        return f"CREATE KEYSPACE IF NOT EXISTS {options.keyspace} WITH replication = {self._literal(options)}"

    def alter(self, options: CassandraOptions) -> str:
        """Return the statement that changes the keyspace; its rows need a repair afterwards."""
        return f"ALTER KEYSPACE {options.keyspace} WITH replication = {self._literal(options)}"

    def _literal(self, options: CassandraOptions) -> str:
        pairs = self.options(options.datacenter.replace("'", "''")).items()
        return "{" + ", ".join(f"'{key}': '{value}'" for key, value in pairs) + "}"


def replication_of(session: Session) -> Mapping[str, str] | None:
    """Return what the options' keyspace has, or None where it does not exist. Raises ``Unavailable``."""
    found = session.rows(
        "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?", (session.options.keyspace,)
    )
    if not found:
        return None
    options = dict(found[0][0])
    return {**options, "class": options["class"].rpartition(".")[2]}


def factor_in(replication: Mapping[str, str], datacenter: str) -> int:
    """Return how many replicas of each row a datacenter has."""
    count = replication.get(datacenter, replication.get("replication_factor", "0"))
    return int(count.partition("/")[0])


def written(replication: Mapping[str, str]) -> str:
    """Return a replication in short: ``NetworkTopologyStrategy, datacenter1: 2``."""
    rest = ", ".join(f"{key}: {value}" for key, value in replication.items() if key != "class")
    return f"{replication['class']}, {rest}"
