"""One broker of Kafka that is its own controller (KRaft)."""

import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from tools.servers import addresses
from tools.servers.certificates import STORE_PASSWORD, certificates
from tools.servers.errors import ServerError
from tools.servers.java import Artifact, fetch_jars, find_java
from tools.servers.process import Program
from tools.servers.server import Server

ARTIFACTS = (
    Artifact("org.apache.kafka", "kafka_2.13", "4.1.1"),
    Artifact("org.apache.logging.log4j", "log4j-slf4j-impl", "2.24.3"),  # without it, Kafka logs nothing
)

# One broker, so one replica of everything; few partitions of Kafka's own topics, as each costs at the start; no
# waiting for further members of a group; short sessions allowed, so that a test need not wait long for a dead consumer.
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port},{secured}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},{secured}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.consumer.min.session.timeout.ms=1000
group.consumer.min.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=16777216
log.cleaner.threads=1
ssl.keystore.type=PKCS12
ssl.keystore.location={store}
ssl.keystore.password={store_password}
ssl.key.password={store_password}
sasl.enabled.mechanisms={mechanisms}
"""
# Passwords by SCRAM are kept in the log of metadata, where a test puts its own; the one by PLAIN is said here.
_MECHANISMS = {
    "PLAIN": f'plain.PlainLoginModule required user_{addresses.KAFKA_USER}="{addresses.KAFKA_PASSWORD}"',
    "SCRAM-SHA-256": "scram.ScramLoginModule required",
    "SCRAM-SHA-512": "scram.ScramLoginModule required",
}
_LOG4J = """\
<Configuration status="WARN">
  <Appenders>
    <Console name="STDOUT"><PatternLayout pattern="%d{ISO8601} %-5p %c{1}: %m%n"/></Console>
  </Appenders>
  <Loggers><Root level="INFO"><AppenderRef ref="STDOUT"/></Root></Loggers>
</Configuration>
"""


class Kafka(Server):
    """The broker; topics are made by whoever needs them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, "kafka")
        self._data = self.folder / "data"
        self._properties = self.folder / "server.properties"
        self._log4j = self.folder / "log4j2.xml"

    @property
    def address(self) -> str:
        """The bootstrap server."""
        return f"127.0.0.1:{addresses.KAFKA_PORT}"

    def prepare(self) -> Program:
        """Write the configuration and, the first time, make the folder of the logs."""
        jars = fetch_jars(self.root, *ARTIFACTS)
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = _PROPERTIES.format(
            port=addresses.KAFKA_PORT,
            controller_port=addresses.KAFKA_CONTROLLER_PORT,
            data=self._data.as_posix(),
            secured=",".join(
                f"{name.upper()}://127.0.0.1:{port}" for name, port in addresses.KAFKA_SECURED_PORTS.items()
            ),
            store=certificates(self.root).store.as_posix(),
            store_password=STORE_PASSWORD,
            mechanisms=",".join(_MECHANISMS),
        )
        self._properties.write_text(properties + _logins(), encoding="utf-8")
        self._log4j.write_text(_LOG4J, encoding="utf-8")
        if not (self._data / "meta.properties").exists():
            self._format(jars)
        return Program(
            [*self._java(jars), "-Xms256m", "-Xmx512m", "kafka.Kafka", str(self._properties)], folder=self.folder
        )

    def _format(self, jars: Path) -> None:
        cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "_")
        command = ["kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(self._properties)]
        done = subprocess.run([*self._java(jars), *command], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ServerError(f"Kafka's folder could not be made:\n{done.stdout}{done.stderr}")

    def _java(self, jars: Path) -> list[str]:
        return [find_java(), f"-Dlog4j2.configurationFile={self._log4j}", "-cp", f"{jars}/*"]

    def ask(self) -> None:
        """Ask for the cluster's metadata, in which the broker has to be."""
        from kafka import KafkaAdminClient

        if not addresses.is_listening("127.0.0.1", addresses.KAFKA_PORT):
            raise ConnectionError("nothing listens yet")
        client = KafkaAdminClient(bootstrap_servers=self.address, request_timeout_ms=10_000)
        try:
            if not client.describe_cluster()["brokers"]:
                raise ConnectionError("it has no broker yet")
        finally:
            client.close()


def _logins() -> str:
    lines = [
        f"listener.name.{name}.{mechanism.lower()}.sasl.jaas.config=org.apache.kafka.common.security.{module};"
        for name in addresses.KAFKA_SECURED_PORTS
        if name.startswith("sasl")
        for mechanism, module in _MECHANISMS.items()
    ]
    return "\n".join(lines) + "\n"
