"""What an administrator may ask of the systems beyond what the settings say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What holds for one run; None leaves it to the settings.

    ``strategy`` (network or simple) and ``replication_factor`` are Cassandra's. With ``grow`` topics get the partitions
    that they lack, and ``with_cdn`` takes CloudFront in before its settings are complete.
    """

    strategy: str | None = None
    replication_factor: int | None = None
    grow: bool = False
    with_cdn: bool = False
