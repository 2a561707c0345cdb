"""Making the driver's clients, so that where nobody answers that is known at once and leaves nothing behind."""

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from kafka.errors import KafkaConnectionError, KafkaTimeoutError
from kafka.net.compat import KafkaNetClient

from audiostream.backend.adapters.kafka.options import KafkaOptions
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
            raise Unavailable(
                f"Kafka ({', '.join(options.servers)}) takes connections, but does not let us in",
                hint="check kafka_security, kafka_ca_file, kafka_mechanism, kafka_user and kafka_password",
            ) from error
        raise


def _knock(options: KafkaOptions) -> None:
    """Raise when no server takes connections; the driver would go on trying until its time is over."""
    refusals = []
    for server in options.servers:
        address = urlsplit(f"//{server}")  # takes [::1]:9092 too
        try:
            socket.create_connection(
                (address.hostname, address.port or _PORT), timeout=min(_KNOCK_S, options.timeout_s)
            ).close()
        except OSError as error:
            refusals.append(error.strerror or str(error))
        else:
            return
    raise KafkaConnectionError(", ".join(dict.fromkeys(refusals)))
