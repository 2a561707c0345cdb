"""How long a server that is away is left alone before it is asked again; nothing here waits."""

from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace

import httpx
import msgspec
import pytest

from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.http.server import Server
from audiostream.errors import Unavailable

Answer = Callable[[httpx.Request], httpx.Response]
LONGEST_S = 2.0
TIMES = 50


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a list of the pauses in seconds, which are noted and not made."""
    noted: list[float] = []
    monkeypatch.setattr("httpx_retries.retry.time", SimpleNamespace(sleep=noted.append))
    return noted


def _unreachable(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("[Errno 111] Connection refused")


def _get(server: Server) -> None:
    server.get("/songs", msgspec.Raw)


def _post(server: Server) -> None:
    server.post("/listens", {}, msgspec.Raw, repeatable=True)


def _ask(answer: Answer, how: Callable[[Server], None] = _get) -> None:
    server = Server(HttpOptions(url="http://music.example"), transport=httpx.MockTransport(answer))
    with pytest.raises(Unavailable):
        how(server)
    server.close()


@pytest.mark.parametrize("how", [_get, _post], ids=["get", "post"])
@pytest.mark.parametrize(
    "answer", [_unreachable, lambda _: httpx.Response(502), lambda _: httpx.Response(503)], ids=["away", "502", "503"]
)
def test_each_is_longer_than_the_one_before_and_they_differ_each_time(
    pauses: list[float], answer: Answer, how: Callable[[Server], None]
) -> None:
    taken = []
    for _ in range(TIMES):
        _ask(answer, how)
        taken.append(tuple(pauses))
        pauses.clear()
    for each in taken:
        assert len(each) == 3
        assert each[0] > 0
        assert all(shorter < longer for shorter, longer in pairwise(each))
        # A listener waits for the sum of them.
        assert sum(each) < 3
    for nth in zip(*taken, strict=True):
        # Many terminals that lost one server at the same moment do not come back to it at the same moment.
        assert len(set(nth)) > TIMES / 2
        assert max(nth) > 1.2 * min(nth)


@pytest.mark.parametrize(("asked", "pause_s"), [("1", 1.0), ("2", 2.0), ("3600", LONGEST_S)])
def test_a_server_that_names_one_has_it_up_to_what_a_listener_waits(
    pauses: list[float], asked: str, pause_s: float
) -> None:
    _ask(lambda _: httpx.Response(503, headers={"Retry-After": asked}))
    assert pauses == [pause_s] * 3


def test_one_that_makes_no_sense_is_none(pauses: list[float]) -> None:
    _ask(lambda _: httpx.Response(503, headers={"Retry-After": "soon"}))
    assert len(pauses) == 3
    assert all(0 < pause < LONGEST_S for pause in pauses)
