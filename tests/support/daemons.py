"""Servers small enough to be started in a unit test: they take connections, and no more."""

import socket
import sys
from pathlib import Path

from tools.servers.addresses import is_listening
from tools.servers.process import Program
from tools.servers.server import Server

_CODE = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        server.accept()[0].close()
"""


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Listener(Server):
    """A server that answers as soon as it takes connections; ``code`` is what it runs."""

    def __init__(self, root: Path, name: str, port: int | None = None) -> None:
        super().__init__(root, name)
        self.port = port or free_port()
        self.code = _CODE

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> Program:
        """Have this Python run the code."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Program([sys.executable, "-c", self.code, str(self.port)], self.folder)

    def ask(self) -> None:
        """Connect to it."""
        if not is_listening("127.0.0.1", self.port):
            raise ConnectionError("nothing listens yet")
