"""Clients that send listens to a server which is killed meanwhile, and what they meet."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.http.publisher import HttpPublisher
from audiostream.backend.adapters.http.server import Server
from audiostream.backend.domain.events import Listened
from audiostream.errors import Unavailable
from tests.support import server_process
from tests.support.daemons import free_port
from tests.support.server_process import PATIENCE_S, ServerProcess

BATCH = 50


@dataclass
class Traffic(httpx.BaseTransport):
    """What all clients together have met so far."""

    acknowledged: int = 0
    """Batches."""
    under_way: int = 0
    """Requests without an answer yet."""
    cut: int = 0
    """Requests that were under way when the server went."""
    failed: int = 0
    """These, and those that found no server."""
    over: bool = False
    """Nobody is to send any more."""
    _inner: httpx.HTTPTransport = field(default_factory=httpx.HTTPTransport)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on."""
        self._add(under_way=1)
        try:
            return self._inner.handle_request(request)
        except httpx.ConnectError:
            self._add(failed=1)
            raise
        except httpx.TransportError:
            self._add(failed=1, cut=1)
            raise
        finally:
            self._add(under_way=-1)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition on the figures holds."""
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE_S), self

    def send(self, url: str, token: str, listens: Sequence[Listened]) -> None:
        """Send all, as a player's spool does: what is not acknowledged is sent again, as it was."""
        publisher = HttpPublisher(Server(HttpOptions(url=url, token=token), self))
        for start in range(0, len(listens), BATCH):
            while not self.over:
                try:
                    publisher.publish(listens[start : start + BATCH])
                except Unavailable:
                    continue
                self._add(acknowledged=1)
                break

    def end(self) -> None:
        """Have nobody send any more. It is not ``close``, as each client calls that."""
        self.over = True
        self._inner.close()

    def _add(self, **counts: int) -> None:
        with self._changed:
            for name, count in counts.items():
                setattr(self, name, getattr(self, name) + count)
            self._changed.notify_all()


def send_through_kills(
    start: Callable[..., ServerProcess], parts: Sequence[tuple[str, Sequence[Listened]]], *, kills: int
) -> Traffic:
    """Send parts, a token and listens each, at the same time, to a server that is killed while all are sent.

    ``start`` takes arguments of the command. Each kill comes when a further share of the batches is acknowledged, so
    that it meets clients at work; what they met is returned.
    """
    port = str(free_port())
    traffic = Traffic()
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    senders = [
        threading.Thread(target=traffic.send, args=(f"http://127.0.0.1:{port}", *part), daemon=True) for part in parts
    ]
    batches = sum(len(listens) // BATCH for _, listens in parts)
    processes = [start("--port", port)]
    try:
        processes[0].wait_ready()
        for sender in senders:
            sender.start()
        for number in range(1, kills + 1):
            share = batches * number // (2 * kills + 1)  # early, so that they are at work for long after the last one
            traffic.wait_until(lambda share=share: traffic.acknowledged >= share)  # type: ignore[misc] # bound now
            senders[0].join(chance.uniform(0.0, 0.05))  # a random moment of the requests under way
            traffic.wait_until(lambda: traffic.under_way > 0)
            before = traffic.failed
            processes[-1].kill()
            traffic.wait_until(lambda before=before: traffic.failed > before)  # type: ignore[misc] # as above
            processes.append(start("--port", port).wait_ready())
        for sender in senders:
            sender.join()
        assert processes[-1].stop() == 0
    finally:
        traffic.end()
        server_process.end(processes)
    assert traffic.acknowledged == batches
    return traffic
