"""``audiostream serve``, up to where it would listen."""

from collections.abc import Mapping

import pytest

from audiostream.backend.web import serving
from tests.support.command_line import CommandLine

# It makes the databases of a first start.
pytestmark = pytest.mark.slow

Asked = list[tuple[str, int]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return where servers are asked to be: they end at once, and no port is taken."""
    places: Asked = []

    def free(host: str, port: int) -> int:
        places.append((host, port))
        return port

    def run(_server: serving.Server, _environment: Mapping[str, str], **_how: bool) -> None:
        assert places

    monkeypatch.setattr(serving, "free_port", free)
    monkeypatch.setattr(serving.Server, "run", run)
    return places


def test_told_nothing_it_is_on_port_8000_for_this_machine_alone(cli: CommandLine, asked: Asked) -> None:
    done = cli("serve")
    assert done.code == 0, done.err
    assert "Serving on http://localhost:8000/ " in done.err
    assert asked == [("127.0.0.1", 8000)]


def test_it_is_where_it_is_told_to_be(cli: CommandLine, asked: Asked) -> None:
    done = cli("serve", "--host", "0.0.0.0", "--port", "8080", "--json")  # noqa: S104 - nothing listens
    assert done.data == {"url": "http://localhost:8080/"}
    assert asked == [("0.0.0.0", 8080)]  # noqa: S104 - as above
