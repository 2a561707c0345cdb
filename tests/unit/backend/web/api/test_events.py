"""Batches of listens and events: each answered on its own, durable, and a repeat changes nothing."""

from typing import Any
from uuid import uuid4

import pytest

from audiostream.backend.domain.events import now_us
from audiostream.errors import Unavailable
from tests.support.shelves import SINNERMAN
from tests.support.web import ADA, BOB, Website

JSON = "application/json"


def _listen(**fields: object) -> dict[str, Any]:
    heard = {"song_id": str(SINNERMAN.id), "started_at": now_us(), "played_ms": 100, "duration_ms": 1000, "client": "t"}
    return {"event_id": str(uuid4()), **heard, **fields}


def _created(**fields: object) -> dict[str, Any]:
    named = {"topic": "playlist_create", "occurred_at": now_us(), "playlist_id": str(uuid4()), "name": "Mix"}
    return {"event_id": str(uuid4()), **named, **fields}


def _send(website: Website, path: str, events: list[Any], user: str = ADA) -> list[tuple[str, str | None]]:
    response = website.api(user).post(f"/api/v1/{path}", {"events": events}, JSON)
    assert response.status_code == 200, response.content
    told = response.json()
    assert told["visible"]
    sent = [each.get("event_id") if isinstance(each, dict) else None for each in events]
    assert [each["event_id"] for each in told["results"]] == [each if isinstance(each, str) else None for each in sent]
    return [(each["status"], each["code"]) for each in told["results"]]


@pytest.mark.parametrize(
    ("played_ms", "duration_ms", "completed"),
    [(500, 1000, True), (499, 1000, False), (240_000, 3_600_000, True), (0, 0, False)],
)
def test_whether_a_listen_is_complete_follows_from_what_was_heard(
    website: Website,
    played_ms: int,
    duration_ms: int,
    completed: bool,  # noqa: FBT001 - of a table
) -> None:
    listen = _listen(played_ms=played_ms, duration_ms=duration_ms)
    assert _send(website, "listens", [listen]) == [("accepted", None)]
    (item,) = website.api().get("/api/v1/history").json()["items"]
    assert (item["event_id"], item["completed"]) == (listen["event_id"], completed)
    assert item["title"] == "Sinnerman"


def test_what_a_player_says_of_completion_is_kept(website: Website) -> None:
    assert _send(website, "listens", [_listen(completed=True)]) == [("accepted", None)]
    assert website.services.history.listens().items[0].listen.completed


def test_one_that_is_wrong_keeps_back_no_other(website: Website) -> None:
    wrong = [
        _listen(played_ms=-1),
        _listen(song_id="x"),
        _listen(event_id="x"),
        _listen(event_id=7),
        _listen(started_at=1),
        _listen(occurred_at=now_us() + 10**12),
        _listen(client=""),
        _listen(completed="yes"),
        {},
        "text",
        None,
    ]
    good = _listen()
    results = _send(website, "listens", [*wrong, good])
    assert results == [("refused", "invalid_event")] * len(wrong) + [("accepted", None)]
    assert [str(item.listen.event_id) for item in website.services.history.listens().items] == [good["event_id"]]


def test_a_repeat_changes_nothing(website: Website) -> None:
    listens, events = [_listen(), _listen()], [_created(), _created(name="Other")]
    for _ in range(2):
        assert _send(website, "listens", [*listens, listens[0]]) == [("accepted", None)] * 3
        assert _send(website, "events", events) == [("accepted", None)] * 2
    assert len(website.services.history.listens().items) == 2
    assert len(website.services.playlists.all()) == 2


def test_an_event_of_another_account_is_refused(website: Website) -> None:
    for path, event in (("listens", _listen(user_id=ADA)), ("events", _created(user_id=ADA))):
        assert _send(website, path, [event], BOB) == [("refused", "forbidden")]
    assert website.services.history.listens().items == []
    assert website.services.playlists.all() == []


def test_an_event_about_another_accounts_playlist_changes_nothing_of_it(website: Website) -> None:
    playlists = website.services.playlists
    made = playlists.create("Mine").playlist
    playlists.add(str(made.id), [SINNERMAN.id])
    before = playlists.view(str(made.id))
    entry = str(before.items[0].entry.id)
    about = {"occurred_at": now_us(), "playlist_id": str(made.id)}
    added = {"entry_id": entry, "song_id": "7", "position": "a5"}
    events = [
        {"topic": "playlist_create", "event_id": str(uuid4()), **about, "name": "Taken"},
        {"topic": "playlist_add_song", "event_id": str(uuid4()), **about, **added},
        {"topic": "playlist_remove_song", "event_id": str(uuid4()), **about, "entry_ids": [entry]},
        {"topic": "playlist_delete", "event_id": str(uuid4()), **about},
    ]
    assert _send(website, "events", events, BOB) == [("accepted", None)] * 4
    assert playlists.view(str(made.id)) == before


def test_a_song_that_is_not_known_is_history_too(website: Website) -> None:
    assert _send(website, "listens", [_listen(song_id="7")]) == [("accepted", None)]
    (item,) = website.api().get("/api/v1/history").json()["items"]
    assert (item["song_id"], item["title"]) == ("7", None)


@pytest.mark.parametrize("topic", ["listening_history", "nothing", None, 5])
def test_only_events_of_playlists_are_taken_as_such(website: Website, topic: object) -> None:
    event = {**_created(), **_listen(), "topic": topic, "completed": True}
    assert _send(website, "events", [event]) == [("refused", "invalid_event")]


@pytest.mark.parametrize("count", [0, 1001])
@pytest.mark.parametrize("path", ["listens", "events"])
def test_a_batch_has_from_one_to_a_thousand(website: Website, path: str, count: int) -> None:
    response = website.api().post(f"/api/v1/{path}", {"events": [_listen()] * count}, JSON)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_input")


def test_a_thousand_are_one_publish_and_are_in_the_log_when_it_answers(
    website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audiostream.backend.services.publishing import DrainingPublisher

    publish, batches = DrainingPublisher.publish, []

    def watched(publisher: DrainingPublisher, events: Any) -> bool:  # noqa: ANN401 - as it is
        batches.append(len(events))
        return publish(publisher, events)

    monkeypatch.setattr(DrainingPublisher, "publish", watched)
    assert _send(website, "listens", [_listen() for _ in range(1000)]) == [("accepted", None)] * 1000
    assert batches == [1000]
    assert len(website.services.history.listens(limit=1000).items) == 1000


def test_none_is_acknowledged_while_the_log_is_away(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    from audiostream.backend.services.publishing import DrainingPublisher

    def away(*_: object) -> bool:
        raise Unavailable("the log is away")

    monkeypatch.setattr(DrainingPublisher, "publish", away)
    response = website.api().post("/api/v1/listens", {"events": [_listen()]}, JSON)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
