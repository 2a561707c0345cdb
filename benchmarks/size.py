"""How much a benchmark does: enough to tell, or only enough to see that it runs."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Size:
    """The numbers of repetitions, of files to upload, and of songs to search among."""

    rounds: int
    uploads: int
    files: int
    songs: Sequence[int]
    queries: int


FULL = Size(rounds=15, uploads=3, files=1000, songs=(1_000, 10_000, 100_000), queries=50)
TINY = Size(rounds=1, uploads=1, files=8, songs=(50,), queries=1)
