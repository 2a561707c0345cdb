"""Addresses of servers, as people type them without a scheme; and whose certificates are taken."""

from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.http.options import HttpOptions, server_address
from audiostream.backend.adapters.http.server import Server
from audiostream.errors import InvalidConfig


@pytest.mark.parametrize("text", ["localhost:8000", "localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_is_asked_without_tls(text: str) -> None:
    assert server_address(text) == f"http://{text}"


@pytest.mark.parametrize("text", ["music.example.org", "music.example.org:8443", "192.0.2.1", "[2001:db8::1]:8000"])
def test_no_password_goes_to_another_unencrypted_unless_that_was_asked_for(text: str) -> None:
    assert server_address(text) == f"https://{text}"
    assert server_address(f"http://{text}") == f"http://{text}"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_authorities_that_cannot_be_read_are_told_as_the_setting_they_are(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    options = HttpOptions(url="https://music.example", ca_file=str(file))
    with closing(Server(options)) as server, pytest.raises(InvalidConfig, match=r"server_ca_file: .*ca\.pem"):
        server.get("/me", dict)
