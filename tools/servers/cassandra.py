"""A node of Cassandra, one of a small cluster on loopback addresses."""

import logging
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import ClassVar

from tools.servers import addresses
from tools.servers.certificates import STORE_PASSWORD, certificates
from tools.servers.errors import ServerError
from tools.servers.java import Artifact, fetch_jars, find_java
from tools.servers.process import Program
from tools.servers.server import Server

ARTIFACT = Artifact("org.apache.cassandra", "cassandra-all", "5.0.5")
NODES = 2
"""The nodes there are from the start; a further one joins when asked for and leaves when stopped."""

# What bin/cassandra of the distribution gives to Java 17 (its conf/jvm17-server.options).
_EXPORTS = (
    "java.base/jdk.internal.misc",
    "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch",
    "java.base/java.lang.ref",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.rmi/sun.rmi.transport.tcp",
    "java.sql/java.sql",
    "jdk.unsupported/sun.misc",
    "jdk.compiler/com.sun.tools.javac.file",
)
_OPENS = (
    "java.base/java.lang.module",
    "java.base/jdk.internal.loader",
    "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect",
    "java.base/jdk.internal.math",
    "java.base/jdk.internal.module",
    "java.base/jdk.internal.util.jar",
    "jdk.management/com.sun.management.internal",
    "java.base/sun.nio.ch",
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.reflect",
    "java.base/java.util",
    "java.base/java.nio",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
)

# One port takes clients with TLS and without it. Times are those of the distribution, doubled where a busy machine of
# two cores needs it.
_YAML = """\
cluster_name: {cluster}
num_tokens: 16
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: GossipingPropertyFileSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "{seeds}"
listen_address: {host}
rpc_address: {host}
storage_port: {storage_port}
native_transport_port: {port}
auto_bootstrap: {auto_bootstrap}
authenticator: AllowAllAuthenticator
authorizer: AllowAllAuthorizer
client_encryption_options:
  enabled: true
  optional: true
  keystore: "{store}"
  keystore_password: {store_password}
  store_type: PKCS12
data_file_directories: ["{data}/data"]
commitlog_directory: "{data}/commitlog"
saved_caches_directory: "{data}/saved_caches"
hints_directory: "{data}/hints"
cdc_raw_directory: "{data}/cdc_raw"
commitlog_sync: periodic
commitlog_sync_period: 10000ms
commitlog_total_space: 512MiB
concurrent_compactors: 1
auto_snapshot: false
write_request_timeout: 5s
read_request_timeout: 10s
range_request_timeout: 20s
request_timeout: 20s
"""
_RACK = f"dc={addresses.DATACENTER}\nrack=rack1\n"
_LOGBACK = """\
<configuration>
  <appender name="STDOUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%date{ISO8601} %-5level %logger{0}: %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="STDOUT"/></root>
</configuration>
"""


class Cassandra(Server):
    """Node number N of the cluster, at 127.0.0.N."""

    patience_s: ClassVar[float] = 300

    def __init__(self, root: Path, number: int) -> None:
        super().__init__(root, f"cassandra{number}")
        self.number = number
        self.host = addresses.node_host(number)
        self._data = self.folder / "data"

    @property
    def address(self) -> str:
        """Where CQL is spoken."""
        return f"{self.host}:{addresses.CASSANDRA_PORT}"

    @property
    def needs(self) -> tuple[str, ...]:
        """The nodes that must be up for one that is new to join them; later all start together."""
        if self.has_joined:
            return ()
        return tuple(f"cassandra{number}" for number in range(1, min(self.number, NODES + 1)))

    def prepare(self) -> Program:
        """Write the node's configuration."""
        self._check_address()
        jars, conf = fetch_jars(self.root, ARTIFACT), self.folder / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        for name, content in self._configuration().items():
            (conf / name).write_text(content, encoding="utf-8")
        self._data.mkdir(exist_ok=True)
        return Program(
            [
                *self._java(jars),
                "-Xms256m",
                "-Xmx768m",
                "-Xss1m",
                *self._properties(),
                *_main("service.CassandraDaemon"),
            ],
            folder=self.folder,
        )

    def _check_address(self) -> None:
        try:
            with socket.socket() as probe:
                probe.bind((self.host, 0))
        except OSError as error:
            hint = f"On macOS: sudo ifconfig lo0 alias {self.host} up"
            raise ServerError(f"{self.name} needs the address {self.host}: {error}. {hint}") from error

    def _configuration(self) -> dict[str, str]:
        yaml = _YAML.format(
            cluster=addresses.CLUSTER_NAME,
            host=self.host,
            port=addresses.CASSANDRA_PORT,
            storage_port=addresses.CASSANDRA_STORAGE_PORT,
            # Each of the first nodes is a seed: one that finds no seed up does not start.
            seeds=",".join(f"{addresses.node_host(n)}:{addresses.CASSANDRA_STORAGE_PORT}" for n in range(1, NODES + 1)),
            # The first nodes are made empty together: there is nothing to stream to them.
            auto_bootstrap=str(self.number > NODES).lower(),
            data=self._data.as_posix(),
            store=certificates(self.root).store.as_posix(),
            store_password=STORE_PASSWORD,
        )
        return {"cassandra.yaml": yaml, "cassandra-rackdc.properties": _RACK, "logback.xml": _LOGBACK}

    def _properties(self) -> list[str]:
        properties = {
            "storagedir": str(self._data),
            "jmx.local.port": str(addresses.CASSANDRA_JMX_PORT + self.number),
            "ring_delay_ms": "1000",
            "memtable.row_overhead_size": "181",  # else it takes seconds to measure just that
        }
        if self.number <= NODES:  # ask() waits until they see each other
            properties["skip_wait_for_gossip_to_settle"] = "0"
        return ["-Dcassandra-foreground=yes", *(f"-Dcassandra.{key}={value}" for key, value in properties.items())]

    def _java(self, jars: Path) -> list[str]:
        conf = self.folder / "conf"
        return [
            find_java(),
            *(f"--add-exports={name}=ALL-UNNAMED" for name in _EXPORTS),
            *(f"--add-opens={name}=ALL-UNNAMED" for name in _OPENS),
            "-Djdk.attach.allowAttachSelf=true",
            f"-Dcassandra.config={(conf / 'cassandra.yaml').as_uri()}",
            f"-Dlogback.configurationFile={conf / 'logback.xml'}",
            "-cp",
            f"{conf}:{jars}/*",
        ]

    def ask(self) -> None:
        """Read from all nodes of the first ones by this node alone: it answers, and sees the others up."""
        from cassandra import ConsistencyLevel
        from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
        from cassandra.policies import WhiteListRoundRobinPolicy
        from cassandra.query import SimpleStatement

        if not addresses.is_listening(self.host, addresses.CASSANDRA_PORT):
            raise ConnectionError("nothing listens yet")
        logging.getLogger("cassandra").setLevel(logging.CRITICAL)  # it tells each failed attempt
        cluster = Cluster(
            [self.host],
            port=addresses.CASSANDRA_PORT,
            execution_profiles={EXEC_PROFILE_DEFAULT: ExecutionProfile(WhiteListRoundRobinPolicy([self.host]))},
            connect_timeout=20,
            control_connection_timeout=20,
        )
        try:
            # system_distributed has three replicas, so each of our nodes has it all.
            level = ConsistencyLevel.TWO if self._has_company() else ConsistencyLevel.ONE
            query = SimpleStatement("SELECT * FROM system_distributed.view_build_status", consistency_level=level)
            cluster.connect().execute(query)
        finally:
            cluster.shutdown()

    def _has_company(self) -> bool:
        others = [Cassandra(self.root, number) for number in range(1, NODES + 1) if number != self.number]
        return any(other.daemon.find() is not None and other.has_joined for other in others)

    @property
    def has_joined(self) -> bool:
        """Whether it has its place in the ring, now or from an earlier run."""
        return any(self._data.glob("data/system/local-*/*"))

    def nodetool(self, *command: str) -> str:
        """Return what the node says to a command of ``nodetool``.

        Raises:
            ServerError: it refuses.
        """
        java = self._java(fetch_jars(self.root, ARTIFACT))
        port = str(addresses.CASSANDRA_JMX_PORT + self.number)
        told = subprocess.run(
            [*java, *_main("tools.NodeTool"), "-p", port, *command], capture_output=True, text=True, check=False
        )
        if told.returncode != 0:
            raise ServerError(f"nodetool {' '.join(command)} on {self.name}: {told.stdout}{told.stderr}")
        return told.stdout

    def down(self) -> bool:
        """Stop the node; one beyond the first ones leaves the cluster, and its data with it."""
        if self.number <= NODES:
            return super().down()
        if self.daemon.find() is not None:
            self._leave()
        elif self.has_joined:
            self._be_removed()
        ran = super().down()
        shutil.rmtree(self._data, ignore_errors=True)
        return ran

    def _leave(self) -> None:
        """Leave the ring, once other nodes have this one's rows; one that never got into it has nothing to leave."""
        try:
            self.nodetool("decommission", "--force")
        except ServerError as error:
            if "not a member of the token ring" not in str(error):
                raise

    def _be_removed(self) -> None:
        """Have the first node forget this one, which was killed: its share of the rows is made again elsewhere.

        Raises:
            ServerError: the first node does not notice that it is gone.
        """
        first, end = Cassandra(self.root, 1), time.monotonic() + self.patience_s
        while line := next((line for line in first.nodetool("status").splitlines() if self.host in line.split()), ""):
            if line.startswith("D"):
                first.nodetool("removenode", line.split()[-2])
            elif time.monotonic() > end:
                raise ServerError(f"{first.name} takes {self.name}, which has ended, for alive")


def _main(name: str) -> list[str]:
    return [f"org.apache.cassandra.{name}"]
