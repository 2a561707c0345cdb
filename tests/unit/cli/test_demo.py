"""What ``audiostream demo`` tells at its end, without playing; ``tests/e2e/test_demo.py`` runs the lines."""

import pytest

from audiostream.cli import demo
from tests.support.command_line import CommandLine

# It uploads three songs.
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_play", lambda *_: None)


def test_a_profile_of_a_server_is_left_alone_and_so_do_the_lines(cli: CommandLine) -> None:
    cli.settings |= {"mode": "remote", "server_url": "http://127.0.0.1:9"}
    done = cli("demo", "--profile", "default")
    assert done.code == 0, done.err
    here, for_the_network = [line for line in done.err.splitlines() if "AUDIOSTREAM_MODE" in line]
    assert here.endswith(" serve --profile default")
    assert for_the_network == f"{here} --host 0.0.0.0"
    assert "embedded" in here
    assert str(cli.data_dir / "demo") in here


def test_the_address_is_by_https_where_the_profile_has_a_certificate(cli: CommandLine) -> None:
    cli.settings["web_certificate_file"] = "server.pem"
    done = cli("demo")
    assert done.code == 0, done.err
    assert "https://localhost:8000/" in done.err
    assert "audiostream login https://" in done.err
    assert "AUDIOSTREAM_MODE" not in done.err
