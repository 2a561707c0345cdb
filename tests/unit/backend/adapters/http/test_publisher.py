"""What a server's answer says of the events that it was sent, and what says nothing of them."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import httpx
import pytest

from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.http.publisher import HttpPublisher
from audiostream.backend.adapters.http.server import Server
from audiostream.errors import Forbidden, InvalidEvent, Unavailable
from tests.support.events import make_created, make_listened


def _publish(answer: Callable[[httpx.Request], httpx.Response], *events: Any) -> bool:  # noqa: ANN401 - of any kind
    options = HttpOptions(url="http://music.example", token="ast_secret")  # noqa: S106 - of no server
    with closing(Server(options, transport=httpx.MockTransport(answer))) as server:
        return HttpPublisher(server).publish(events)


def _results(*statuses: str, visible: bool = True, code: str = "invalid_event") -> httpx.Response:
    results = [{"event_id": None, "status": each, "code": code, "detail": f"it is {each}"} for each in statuses]
    return httpx.Response(200, json={"results": results, "visible": visible})


@pytest.mark.parametrize("visible", [True, False])
def test_listens_and_events_of_playlists_go_their_own_ways(visible: bool) -> None:  # noqa: FBT001 - of a table
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return _results("accepted", visible=visible or "listens" in request.url.path)

    assert _publish(answer, make_created(), make_listened()) is visible
    assert sorted(asked) == ["/api/v1/events", "/api/v1/listens"]


def test_an_event_that_the_server_refuses_is_told() -> None:
    with pytest.raises(InvalidEvent, match="it is refused"):
        _publish(lambda _: _results("accepted", "refused"), make_listened(), make_listened())


def test_an_event_of_another_account_waits_for_that_account() -> None:
    with pytest.raises(Forbidden, match="it is refused") as caught:
        _publish(lambda _: _results("accepted", "refused", code="forbidden"), make_listened(), make_listened())
    assert "audiostream login" in str(caught.value.hint)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<h1>Welcome to the train's network</h1>"),
        httpx.Response(302, headers={"Location": "http://portal.example/"}),
        httpx.Response(404, text="<h1>nginx</h1>"),
        httpx.Response(200, json={"results": [], "visible": True}),
        httpx.Response(413, json={"code": "body_too_large", "detail": "too large"}),
    ],
)
def test_an_answer_that_is_not_about_the_events_condemns_none(answer: httpx.Response) -> None:
    with pytest.raises(Unavailable):
        _publish(lambda _: answer, make_listened())
