"""``audiostream consumer run`` as the installed command, held while events are published, and timed when let go."""

import subprocess
import time
from contextlib import closing
from pathlib import Path

import psutil
from kafka import KafkaAdminClient

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.viewer import Viewer
from audiostream.backend.domain.events import KINDS, Listened
from benchmarks.listens import make_listens
from benchmarks.measure import Run, audiostream, ended, environment
from benchmarks.measure import run as run_process
from tools.servers.addresses import KAFKA_PORT, POSTGRES_PORT, POSTGRES_USER

PARTITIONS = 3
_PATIENCE_S = 600.0
_LOOK_S = 0.02
_AT_ONCE = 5_000


class ConsumerProcess:
    """A consumer of listens, with topics of its own, into the tables of a keyspace."""

    def __init__(self, folder: Path, keyspace: CassandraOptions) -> None:
        server, prefix = f"127.0.0.1:{KAFKA_PORT}", f"{keyspace.keyspace}."
        self._options = KafkaOptions(servers=[server], prefix=prefix, group=f"{prefix}audiostream", timeout_s=60.0)
        self._log, self._viewer = KafkaEventLog(self._options), Viewer(self._options)
        self._published = 0
        places = environment(folder) | {
            "AUDIOSTREAM_MODE": "cluster",
            "AUDIOSTREAM_CASSANDRA_HOSTS": ",".join(keyspace.hosts),
            "AUDIOSTREAM_CASSANDRA_KEYSPACE": keyspace.keyspace,
            "AUDIOSTREAM_KAFKA_SERVERS": server,
            "AUDIOSTREAM_KAFKA_PREFIX": prefix,
            "AUDIOSTREAM_KAFKA_PARTITIONS": str(PARTITIONS),
            # Not used, but nothing is done without.
            "AUDIOSTREAM_CATALOGUE_DSN": f"postgresql://{POSTGRES_USER}@127.0.0.1:{POSTGRES_PORT}/audiostream",
            # It is held for longer than the group would wait for it otherwise.
            "AUDIOSTREAM_KAFKA_SESSION_MS": "60000",
        }
        run_process([audiostream(), "cluster", "init", "--quiet", "--only", "kafka"], places)
        command = [audiostream(), "consumer", "run", "--topics", Listened.topic, "--json"]
        self._begun = time.perf_counter()
        self._process = subprocess.Popen(command, env=places, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._watched = psutil.Process(self._process.pid)

    def take(self, count: int, *, seed: int) -> tuple[float, float]:
        """Have it apply listens that are in Kafka already; return its wall and processor seconds for them."""
        listens = make_listens(count, seed=seed)
        self._watched.suspend()
        for at in range(0, count, _AT_ONCE):
            self._log.publish(listens[at : at + _AT_ONCE])
        self._published += count
        cpu_s, begin = self._cpu_s(), time.perf_counter()
        self._watched.resume()
        while sum(self._viewer.committed().values()) < self._published:
            if self._process.poll() is not None or time.perf_counter() - begin > _PATIENCE_S:
                raise RuntimeError("the consumer does not apply what was published")
            time.sleep(_LOOK_S)
        return time.perf_counter() - begin, self._cpu_s() - cpu_s

    def end(self) -> Run:
        """End it by SIGTERM; return what it used in all, from its start."""
        self._process.terminate()
        return ended(self._process, self._begun, name="audiostream consumer run")

    def close(self) -> None:
        """End it in whatever way, and remove its topics."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._viewer.close()
        with closing(KafkaAdminClient(bootstrap_servers=list(self._options.servers))) as admin:
            admin.delete_topics([*self._options.topics, *map(self._options.dead_letter_topic, KINDS)])

    def _cpu_s(self) -> float:
        times = self._watched.cpu_times()
        return float(times.user + times.system)
