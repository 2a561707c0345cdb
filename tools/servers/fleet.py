"""All the servers together: started at the same time, by one command at a time."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from tools.servers.cassandra import NODES, Cassandra
from tools.servers.errors import ServerError
from tools.servers.kafka import Kafka
from tools.servers.postgres import Postgres
from tools.servers.seaweed import Seaweed
from tools.servers.server import Server

_SERVERS: dict[str, Callable[[Path], Server]] = {
    **{f"cassandra{number}": partial(Cassandra, number=number) for number in range(1, NODES + 2)},
    "kafka": Kafka,
    "seaweed": Seaweed,
    "postgres": Postgres,
}
GROUPS = {"cassandra": tuple(f"cassandra{number}" for number in range(1, NODES + 1))}
DEFAULT = (*GROUPS["cassandra"], "kafka", "seaweed", "postgres")
NAMES = (*DEFAULT, f"cassandra{NODES + 1}")


def default_root() -> Path:
    """Return the folder of the servers: their programs, data and logs."""
    chosen = os.environ.get("AUDIOSTREAM_SERVERS_DIR")
    return Path(chosen).resolve() if chosen else user_cache_path("audiostream-servers", appauthor=False)


@dataclass(frozen=True)
class Status:
    """How a server is: ``pid`` is none where it was not started here."""

    name: str
    address: str
    pid: int | None
    answers: bool
    memory_mb: int


class Fleet:
    """The servers of one folder: ``NAMES`` are those there can be, ``DEFAULT`` those meant when none is named."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or default_root()

    def server(self, name: str) -> Server:
        """Return a server by its name."""
        return _SERVERS[name](self.root)

    def up(self, names: Sequence[str] = DEFAULT) -> Iterator[tuple[str, bool]]:
        """Start what does not run; yield each that answers, and whether it was started now.

        Raises:
            ServerError: one cannot be had; the others go on.
        """
        with self._alone(), ThreadPoolExecutor(len(names)) as threads:
            futures: dict[str, Future[bool]] = {}

            def start(server: Server) -> bool:
                for name in server.needs:
                    if name in futures:
                        futures[name].result()
                return server.up()

            # In the order of NAMES, so that whatever another needs is under way, and no thread waits for a later one.
            for name in sorted(names, key=NAMES.index):
                futures[name] = threads.submit(start, self.server(name))
            asked = {future: name for name, future in futures.items()}
            for future in as_completed(asked):
                yield asked[future], future.result()
            if set(GROUPS["cassandra"]) <= set(names):
                self._forget_further_nodes(names)

    def _forget_further_nodes(self, names: Sequence[str]) -> None:
        """Take from the ring what was killed with all the others: its rows would be missed for ever."""
        for name in NAMES:
            server = self.server(name)
            if name not in (*DEFAULT, *names) and server.daemon.find() is None:
                server.down()

    def down(self, names: Sequence[str] = NAMES) -> list[str]:
        """Stop what was started here, further nodes first; return what ran."""
        with self._alone(), ThreadPoolExecutor(len(DEFAULT)) as threads:
            further = [name for name in names if name not in DEFAULT and self.server(name).down()]
            rest = [name for name in names if name in DEFAULT]
            ran = threads.map(lambda name: self.server(name).down(), rest)
            return [*further, *(name for name, did in zip(rest, ran, strict=True) if did)]

    def status(self, names: Sequence[str] = NAMES) -> list[Status]:
        """Return how each server is."""
        with ThreadPoolExecutor(len(names)) as threads:
            return list(threads.map(self._status, names))

    def _status(self, name: str) -> Status:
        server = self.server(name)
        process = server.daemon.find()
        memory = process.memory_info().rss >> 20 if process else 0
        return Status(name, server.address, process.pid if process else None, server.is_answering, memory)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / "lock"):
            yield


def members(names: Sequence[str]) -> list[str]:
    """Return the servers meant by these names, groups resolved.

    Raises:
        ServerError: there is none of that name.
    """
    for name in names:
        if name not in NAMES and name not in GROUPS:
            raise ServerError(f"There is no server {name!r}; there are: {', '.join((*GROUPS, *NAMES))}")
    return list(dict.fromkeys(member for name in names for member in GROUPS.get(name, (name,))))
