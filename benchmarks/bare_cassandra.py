"""The yardstick of ``consuming``: what most would write to put listens into Cassandra by cassandra-driver.

python -m benchmarks.bare_cassandra KEYSPACE COUNT

``execute_concurrent`` with 256 requests under way, one row a request. It is told a seed a line, and prints for each,
as JSON, the seconds that the writes took, and those of the processor.
"""

import gc
import json
import sys
import time
from collections.abc import Sequence
from contextlib import closing

from cassandra.concurrent import execute_concurrent

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.domain.events import Listened
from benchmarks.keyspace import HOSTS
from benchmarks.listens import make_listens

_INSERT = """
    INSERT INTO {keyspace}.listens_by_user
    (user_id, month, started_at, event_id, song_id, played_ms, duration_ms, completed, client)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class BareLoop:
    """The loop, on a session that is connected as the program's own is: token-aware, at LOCAL_QUORUM."""

    def __init__(self, session: Session) -> None:
        self._driver = session.driver()
        self._prepared = self._driver.prepare(_INSERT.replace("{keyspace}", session.options.keyspace))

    def write(self, listens: Sequence[Listened]) -> None:
        """Write listens, and return when all are durable."""
        rows = [(self._prepared, _values(listened)) for listened in listens]
        execute_concurrent(self._driver, rows, concurrency=256)


def main(keyspace: str, count: int) -> None:
    """Write the listens of each seed."""
    with closing(Session(CassandraOptions(hosts=HOSTS, keyspace=keyspace))) as session:
        loop = BareLoop(session)
        for line in sys.stdin:
            listens = make_listens(count, seed=int(line))
            gc.collect()
            gc.freeze()  # so that what has to be at hand here does not cost it time
            begin, cpu = time.perf_counter(), time.process_time()
            loop.write(listens)
            taken = {"wall_s": time.perf_counter() - begin, "cpu_s": time.process_time() - cpu}
            gc.unfreeze()
            print(json.dumps(taken), flush=True)


def _values(listened: Listened) -> tuple[object, ...]:
    heard = (int(listened.song_id), listened.played_ms, listened.duration_ms, listened.completed, listened.client)
    return (listened.user_id, 202601, listened.started_at, listened.event_id.bytes, *heard)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
