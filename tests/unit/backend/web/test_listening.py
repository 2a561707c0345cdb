"""Where a server listens."""

import socket
import sys
from pathlib import Path

import pytest

from audiostream.backend.web.listening import certificate_of, free_port, is_any, is_own
from audiostream.errors import Conflict, InvalidConfig, InvalidInput
from audiostream.settings import Settings
from tests.support.certificates import make_certificate


def test_port_0_is_one_that_is_free() -> None:
    port = free_port("127.0.0.1", 0)
    assert port > 0
    assert free_port("127.0.0.1", port) == port


def test_a_port_that_is_taken_is_told_with_another(tmp_path: Path) -> None:  # noqa: ARG001 - as all here
    with socket.socket() as server:
        if sys.platform == "linux":  # with it two servers would share the port
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with pytest.raises(Conflict, match=f"127.0.0.1:{port} cannot be listened on") as caught:
            free_port("127.0.0.1", port)
    assert f"--port {port + 1}" in str(caught.value.hint)


def test_an_address_of_nobody() -> None:
    with pytest.raises(InvalidInput, match="is no address of this machine"):
        free_port("no.such.host.invalid", 8000)


def test_tls_is_off_unless_both_files_are_named(tmp_path: Path) -> None:
    assert certificate_of(Settings(data_dir=tmp_path)) is None
    with pytest.raises(InvalidConfig, match="web_key_file is not set"):
        certificate_of(Settings(data_dir=tmp_path, web_certificate_file="x.pem"))
    with pytest.raises(InvalidConfig, match="web_certificate_file is not set"):
        certificate_of(Settings(data_dir=tmp_path, web_key_file="x.pem"))


def test_a_certificate_and_its_key(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    named = Settings(data_dir=tmp_path, web_certificate_file=str(certificate), web_key_file=str(key))
    assert certificate_of(named) == (certificate, key)
    other = make_certificate(tmp_path / "other")[1]
    for wrong in (other, tmp_path / "none", certificate):
        named = Settings(data_dir=tmp_path, web_certificate_file=str(certificate), web_key_file=str(wrong))
        with pytest.raises(InvalidConfig, match="TLS cannot be turned on"):
            certificate_of(named)


@pytest.mark.parametrize(
    ("host", "own", "every"),
    [("127.0.0.1", True, False), ("::1", True, False), ("0.0.0.0", False, True), ("::", False, True)],  # noqa: S104 - asked
)
def test_who_can_reach_it(host: str, own: bool, every: bool) -> None:  # noqa: FBT001 - of a table
    assert (is_own(host), is_any(host)) == (own, every)
