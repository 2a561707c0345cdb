"""Granian's supervisor of workers, which starts none anew that could not even start."""

from collections.abc import Sequence
from typing import Any

from granian.server import Server as Granian

CANNOT_START = 78
"""A worker's exit code that says so: EX_CONFIG of sysexits.h."""

STOP_WITHIN_S = 8
"""How long requests have to come to their end once the server is told to stop: containers are killed after 10 s.

A listener who has paused has a request that does not end. What ends then loses no event: they are in the log already.
"""


class Supervisor(Granian):  # type: ignore[misc, valid-type] # which of its servers it is depends on the build of Python
    """Ends at once where a worker says that it cannot run; one that was killed or died is replaced."""

    def _respawn_workers(self, workers: Sequence[int], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Granian's
        if any(self.wrks[index].inner.exitcode == CANNOT_START for index in workers):
            self.shutdown(1)
        super()._respawn_workers(workers, *args, **kwargs)
