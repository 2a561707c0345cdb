"""What stands before a server that others use too, and can be away while the server itself runs on."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Relay:
    """Passes connections on from a port of its own while it is there; when it goes away it cuts them all.

    A client that learns of other addresses from whom it asks, as those of Kafka and Cassandra do, comes here first
    only: for these it is to begin with that a relay can be away. ``change`` is what it makes of the bytes that it
    passes on to the server, as they come.
    """

    def __init__(self, target: int, *, there: bool = True, change: Callable[[bytes], bytes] = bytes) -> None:
        self._target = target
        self._change = change
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        if there:
            self.come()

    def come(self) -> None:
        """Take connections."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self._listener = listener
        threading.Thread(target=self._take, args=(listener,), daemon=True).start()

    def go(self) -> None:
        """Take no more, and cut those that there are."""
        with self._lock:
            listener, self._listener = self._listener, None
            ended, self._open = self._open, []
        for each in [*([listener] if listener else []), *ended]:
            # Closing alone does not wake the thread that waits for it.
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            with self._lock:
                self._open += [near, far]
                is_late = self._listener is not listener
            for way in ((near, far, self._change), (far, near, bytes)):
                threading.Thread(target=_pass_on, args=way, daemon=True).start()
            if is_late:
                near.close()
                far.close()


def _pass_on(source: socket.socket, sink: socket.socket, change: Callable[[bytes], bytes]) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(change(data))
    for each in (source, sink):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(target: int, *, there: bool = True, change: Callable[[bytes], bytes] = bytes) -> Iterator[Relay]:
    """Give a relay to a port of loopback."""
    stands = Relay(target, there=there, change=change)
    try:
        yield stands
    finally:
        stands.go()
