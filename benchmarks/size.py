"""How much a benchmark does: enough to tell, or only enough to see that it runs."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Size:
    """The numbers of repetitions, of files to upload, of songs to search among, and of accounts of a server.

    ``load_s`` is how long a server is asked without a pause, in seconds.
    """

    rounds: int
    uploads: int
    files: int
    songs: Sequence[int]
    queries: int
    accounts: int
    load_s: int


FULL = Size(rounds=15, uploads=3, files=1000, songs=(1_000, 10_000, 100_000), queries=50, accounts=1000, load_s=2)
TINY = Size(rounds=1, uploads=1, files=8, songs=(50,), queries=1, accounts=5, load_s=1)
