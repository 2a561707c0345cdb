"""A small edge server: it lets through what CloudFront would, to a private bucket.

After the Amazon CloudFront Developer Guide, "Serve private content with signed URLs", and what the knowledge centre of
AWS says of the answers: a request without a key id, with an unknown one, with a statement that is none, whose signature
or conditions do not hold, is refused with 403 and a few lines of XML. The expiry is looked at when a request begins.
The parameters of the signature go no further; Range does.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from audiostream.backend.adapters.s3.bucket import Bucket

_OWN = ("Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm")
_PASSED = {
    "ContentLength": "Content-Length",
    "ContentRange": "Content-Range",
    "ContentType": "Content-Type",
    "CacheControl": "Cache-Control",
    "ETag": "ETag",
}
_XML = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{}</Code><Message>{}</Message></Error>'


class Refused(Exception):
    """A request is not let through: the code and the message of the answer."""


@dataclass
class Edge:
    """The distribution: its keys by id, its clock, and what was asked of it.

    For each request, ``asked`` has the status of the answer and the range that was asked for, ``paths`` of what.
    """

    bucket: Bucket
    keys: Mapping[str, Any]
    now: Callable[[], float] = time.time
    url: str = ""
    asked: list[tuple[int, str | None]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def statuses(self) -> list[int]:
        """The status of each answer."""
        return [status for status, _ in self.asked]

    @property
    def expires(self) -> int:
        """When the address that was asked for last expires, by its canned policy; in seconds since the epoch."""
        return int(dict(parse_qsl(urlsplit(self.paths[-1]).query))["Expires"])

    def check(self, path: str, client: str) -> None:
        """Raise ``Refused`` unless an address is signed, and good for this client now."""
        base, query = urlsplit(path).path, dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        if not query.get("Key-Pair-Id"):
            raise Refused("MissingKey", "Missing Key-Pair-Id query parameter or cookie value")
        if query["Key-Pair-Id"] not in self.keys:
            raise Refused("InvalidKey", "Unknown Key")
        own = {name: value for name, value in query.items() if name not in _OWN}
        resource = self.url + base + (f"?{urlencode(own)}" if own else "")
        statement = self._statement(query, resource)
        if not _is_signed(self.keys[query["Key-Pair-Id"]], statement, query):
            raise Refused("AccessDenied", "Access denied")
        self._check_conditions(statement, resource, client)

    @staticmethod
    def _statement(query: Mapping[str, str], resource: str) -> bytes:
        if "Policy" in query:
            return _decoded(query["Policy"])
        try:
            expires = int(query.get("Expires", ""))
        except ValueError:
            raise Refused("MalformedPolicy", "Malformed Policy") from None
        return (
            f'{{"Statement":[{{"Resource":"{resource}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{expires}}}}}}}]}}'
        ).encode()

    def _check_conditions(self, statement: bytes, resource: str, client: str) -> None:
        try:
            allowed = json.loads(statement)["Statement"][0]
            condition = allowed["Condition"]
            good = (
                allowed["Resource"] == resource
                and self.now() < condition["DateLessThan"]["AWS:EpochTime"]
                and self.now() > condition.get("DateGreaterThan", {"AWS:EpochTime": 0})["AWS:EpochTime"]
                and ip_address(client)
                in ip_network(condition.get("IpAddress", {"AWS:SourceIp": "0.0.0.0/0"})["AWS:SourceIp"])
            )
        except (ValueError, KeyError, TypeError):
            raise Refused("MalformedPolicy", "Malformed Policy") from None
        if not good:
            raise Refused("AccessDenied", "Access denied")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.translate(str.maketrans("-_~", "+=/")), validate=True)
    except ValueError:
        raise Refused("MalformedPolicy", "Malformed Policy") from None


def _is_signed(key: Any, statement: bytes, query: Mapping[str, str]) -> bool:  # noqa: ANN401 - RSA or ECDSA
    chosen = {"": hashes.SHA1, "SHA1": hashes.SHA1, "SHA256": hashes.SHA256}.get(query.get("Hash-Algorithm", ""))
    if chosen is None:
        return False
    try:
        signature = _decoded(query.get("Signature", ""))
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, statement, padding.PKCS1v15(), chosen())
        else:
            key.verify(signature, statement, ec.ECDSA(chosen()))
    except (InvalidSignature, Refused):
        return False
    return True


@contextmanager
def running_edge(bucket: Bucket, keys: Mapping[str, Any]) -> Iterator[Edge]:
    """Run an edge in front of a bucket, on a port of loopback."""
    edge = Edge(bucket, keys)
    handler = type("Handler", (_Handler,), {"edge": edge})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        edge.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="edge")
        thread.start()
        try:
            yield edge
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    edge: Edge
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        try:
            try:
                self.edge.check(self.path, self.client_address[0])
                self._pass_on()
            except Refused as refusal:
                self._answer(403, _XML.format(*refusal.args).encode(), {"Content-Type": "text/xml"})
        except OSError:  # the player has heard enough
            self.close_connection = True

    do_HEAD = do_GET  # noqa: N815 - named by http.server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _pass_on(self) -> None:
        key = unquote(urlsplit(self.path).path).lstrip("/")
        asked = {"Range": self.headers["Range"]} if self.headers["Range"] else {}
        try:
            found = self.edge.bucket.client.get_object(Bucket=self.edge.bucket.name, Key=key, **asked)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            self._answer(status, _XML.format(error.response["Error"]["Code"], "").encode(), {})
            return
        headers = {name: str(found[ours]) for ours, name in _PASSED.items() if ours in found}
        self._begin(206 if "ContentRange" in found else 200, headers | {"Accept-Ranges": "bytes"})
        try:
            if self.command == "GET":
                for chunk in found["Body"].iter_chunks(64 * 1024):
                    self.wfile.write(chunk)
        finally:
            found["Body"].close()

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.edge.paths.append(self.path)
        self.edge.asked.append((status, self.headers["Range"]))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self._begin(status, {**headers, "Content-Length": str(len(body))})
        if self.command == "GET":
            self.wfile.write(body)
