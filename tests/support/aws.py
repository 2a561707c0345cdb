"""A server that stands in for AWS: CloudFront and S3, on a port of loopback."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import boto3
from moto.cloudfront.models import Origin
from moto.server import ThreadedMotoServer

ACCESS_KEY = "key"
SECRET_KEY = "secret"  # noqa: S105 - of a server that has no secrets
REGION = "us-east-1"


@contextmanager
def running_aws() -> Iterator[str]:
    """Give the address of an empty server."""
    with patch.object(Origin, "__init__", _with_access_control(Origin.__init__)):
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        try:
            yield f"http://{host}:{port}"
            _post_reset(host, port)
        finally:
            server.stop()


def client(address: str, service: str) -> Any:  # noqa: ANN401 - boto3 has no types for it
    """Return a client of boto3's for a service of the server."""
    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=address,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )


def _with_access_control(begin: Callable[[Origin, dict[str, Any]], None]) -> Callable[[Origin, dict[str, Any]], None]:
    """Let the server keep of an origin what it else forgets: how it is reached."""

    def remember(self: Origin, origin: dict[str, Any]) -> None:
        begin(self, origin)
        self.origin_access_control_id = origin.get("OriginAccessControlId")  # type: ignore[attr-defined]

    return remember


def _post_reset(host: str, port: int) -> None:
    """Empty the server: its state is the process's, not the object's."""
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(b"POST /moto-api/reset HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
        assert b" 200 " in connection.recv(4096)
