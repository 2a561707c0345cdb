"""Making the driver's clients, so that where nobody answers that is known at once and leaves nothing behind."""

import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

from kafka import KafkaAdminClient
from kafka.errors import KafkaConnectionError, KafkaTimeoutError
from kafka.net.compat import KafkaNetClient

from audiostream.backend.adapters.kafka.failures import told
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.tls import handshake_failure
from audiostream.errors import Unavailable

_KNOCK_S = 3.0
_PORT = 9092


def connect(client: Callable[..., Any], options: KafkaOptions, **config: Any) -> Any:  # noqa: ANN401 - no types there
    """Return a client of the driver, connected. Raises ``Unavailable`` and the driver's own errors."""
    _knock(options)
    begun: list[Any] = []

    def begin(**given: Any) -> Any:  # noqa: ANN401
        begun.append(KafkaNetClient(**given))
        return begun[-1]

    try:
        return client(**options.connection(), **config, kafka_client=begin)
    except Exception as error:
        # Its constructor begins a thread and sockets, and keeps them when it raises: a player whose listens wait for
        # a broker would gather them until it dies.
        for each in begun:
            each.close()
        if isinstance(error, KafkaTimeoutError):  # what the driver says of a refused handshake or password, too
            raise _not_let_in(options) from error
        raise


@contextmanager
def administrator(options: KafkaOptions) -> Iterator[Any]:
    """Give the driver's client that asks about topics and brokers, and changes them; its errors are raised as ours."""
    with told(options), closing(connect(KafkaAdminClient, options, request_timeout_ms=options.timeout_ms)) as admin:
        yield admin


def topics_there(admin: Any, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:  # noqa: ANN401
    """Return, by name, what the brokers say of those of the topics that they have; others may have thousands there."""
    return {each["name"]: each for each in admin.describe_topics(list(names)) if each["error_code"] == 0}


def _not_let_in(options: KafkaOptions) -> Unavailable:
    """Return what may be the matter; of a handshake that fails the driver says nothing, so it is tried again."""
    context, where = options.trust(), ", ".join(options.servers)
    refused = f"Kafka ({where}) takes connections, but does not let us in"
    if context is not None:
        failures = [
            handshake_failure(*_address(server), context, timeout_s=min(_KNOCK_S, options.timeout_s))
            for server in options.servers
        ]
        if all(failures):
            return Unavailable(
                f"{refused}: {'; '.join(sorted({each or '' for each in failures}))}",
                hint="set kafka_ca_file to the authorities of its certificate, and kafka_security to what it speaks",
            )
    if not options.security.startswith("sasl"):
        return Unavailable(refused, hint="check kafka_security: it may want TLS (ssl), a password (sasl_...), or both")
    return Unavailable(
        f"{refused}: user, password or mechanism may be wrong",
        hint="check kafka_user, kafka_password, kafka_mechanism, and that kafka_security is what it speaks there",
    )


def _address(server: str) -> tuple[str, int]:
    address = urlsplit(f"//{server}")  # takes [::1]:9092 too
    return address.hostname or "", address.port or _PORT


def _knock(options: KafkaOptions) -> None:
    """Raise when no server takes connections; the driver would go on trying until its time is over."""
    refusals = []
    for server in options.servers:
        try:
            socket.create_connection(_address(server), timeout=min(_KNOCK_S, options.timeout_s)).close()
        except OSError as error:
            refusals.append(error.strerror or str(error))
        else:
            return
    raise KafkaConnectionError(", ".join(dict.fromkeys(refusals)))
