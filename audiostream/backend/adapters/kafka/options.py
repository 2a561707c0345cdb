"""What must be known to speak with a Kafka cluster."""

import logging
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audiostream.backend.adapters.tls import trusting
from audiostream.backend.domain.events import KINDS

DEAD_LETTER_SUFFIX = ".dlq"
# How soon whoever reads sees that topics are gone or have grown: one small question to a broker.
TOPICS_EVERY_MS = 5_000

# The driver tells every broken connection, also of those that it makes again at once; what comes of it is told as an
# error of ours. A level that someone has set for it stays.
_driver = logging.getLogger("kafka")
if _driver.level == logging.NOTSET:
    _driver.setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaOptions:
    """Where the brokers are, how they are spoken to, and by which names; times in seconds.

    ``security`` is plaintext, ssl, sasl_plaintext or sasl_ssl, and ``mechanism`` (PLAIN, SCRAM-SHA-256,
    SCRAM-SHA-512) is for the latter two. ``ca_file`` holds the authorities to trust instead of the system's.
    All topics begin with ``prefix``. A consumer of which nothing was heard for ``session_timeout_s`` loses its
    partitions to the others of its ``group``. No call takes much longer than ``timeout_s``.
    """

    servers: Sequence[str]
    security: str = "plaintext"
    mechanism: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    prefix: str = ""
    group: str = "audiostream"
    session_timeout_s: float = 10.0
    timeout_s: float = 10.0

    @property
    def timeout_ms(self) -> int:
        """``timeout_s`` as the driver takes it."""
        return int(self.timeout_s * 1000)

    @property
    def topics(self) -> Sequence[str]:
        """The names that the topics of events have on the brokers."""
        return [self.topic(kind) for kind in KINDS]

    def topic(self, kind: str) -> str:
        """Return the name that a topic of ours has on the brokers."""
        return self.prefix + kind

    def dead_letter_topic(self, kind: str) -> str:
        """Return the name of the topic where those of a kind are put aside that can never be applied."""
        return self.topic(kind) + DEAD_LETTER_SUFFIX

    def kind(self, topic: str) -> str:
        """Return our name of a topic of the brokers."""
        return topic.removeprefix(self.prefix)

    def trust(self) -> ssl.SSLContext | None:
        """Return what checks brokers' certificates, None without TLS. Raises ``InvalidConfig`` for ``ca_file``."""
        return trusting(self.ca_file, "kafka_ca_file") if self.security.endswith("ssl") else None

    def connection(self) -> dict[str, Any]:
        """Return what every client of the driver is given."""
        secured = {
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
        }
        return {
            "bootstrap_servers": list(self.servers),
            "bootstrap_timeout_ms": self.timeout_ms,
            "client_id": "audiostream",
            "security_protocol": self.security.upper(),
            "ssl_context": self.trust(),
            # A broker that was restarted is found again within a second, not within the driver's half minute.
            "reconnect_backoff_max_ms": 1000,
            **(secured if self.security.startswith("sasl") else {}),
        }
