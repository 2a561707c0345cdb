"""A server that takes connections and never answers, as one does that waits for another handshake."""

import socket
import threading

import pytest

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.system import KafkaSystem
from audiostream.backend.adapters.kafka.topics import TopicSettings
from audiostream.errors import Unavailable


# The driver drops a connection that never came about without closing it; Python closes it, and tells.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_server_that_does_not_let_us_in_is_told_apart_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as server:
        options = KafkaOptions(servers=(f"127.0.0.1:{server.getsockname()[1]}",), timeout_s=0.5)
        with pytest.raises(Unavailable, match="takes connections, but does not let us in") as caught:
            KafkaSystem(options, TopicSettings()).ping()
    assert "kafka_security" in (caught.value.hint or "")
    assert set(threading.enumerate()) <= before
