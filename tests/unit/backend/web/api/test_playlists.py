"""Playlists through the API: made, changed, read, and nobody else's."""

from typing import Any
from uuid import uuid4

import pytest

from audiostream.backend.domain.shapes import view_data
from tests.support.shelves import BICYCLE, HUSBAND, SINNERMAN
from tests.support.web import ADA, BOB, SAM, Website

JSON = "application/json"
PLAYLISTS = "/api/v1/playlists"


def _mix(website: Website) -> str:
    made = website.api().post(PLAYLISTS, {"name": "Mix"}, JSON)
    assert made.status_code == 201
    playlist_id: str = made.json()["playlist"]["id"]
    body = {"song_ids": [str(SINNERMAN.id), str(HUSBAND.id)]}
    assert website.api().post(f"{PLAYLISTS}/{playlist_id}/songs", body, JSON).json()["status"] == "added"
    return playlist_id


def _songs(website: Website, playlist_id: str) -> list[dict[str, Any]]:
    songs: list[dict[str, Any]] = website.api().get(f"{PLAYLISTS}/{playlist_id}").json()["songs"]
    return songs


def test_a_playlist_is_made_once_and_listed_with_its_size(website: Website) -> None:
    playlist_id = _mix(website)
    again = website.api().post(PLAYLISTS, {"name": "MIX"}, JSON)
    assert (again.status_code, again.json()["status"], again.json()["playlist"]["id"]) == (
        200,
        "unchanged",
        playlist_id,
    )
    (listed,) = website.api().get(PLAYLISTS).json()["items"]
    assert (listed["id"], listed["name"], listed["song_count"]) == (playlist_id, "Mix", 2)
    assert website.api().get(f"{PLAYLISTS}/{playlist_id}").json() == view_data(
        website.services.playlists.view(playlist_id)
    )


def test_songs_are_put_in_moved_and_taken_out(website: Website) -> None:
    playlist_id, client = _mix(website), website.api()
    body = {"song_ids": [str(BICYCLE.id), str(SINNERMAN.id)], "at": 1, "once": True}
    added = client.post(f"{PLAYLISTS}/{playlist_id}/songs", body, JSON).json()
    assert [(each["title"], each["status"]) for each in added["songs"]] == [
        ("Bicycle Race", "added"),
        ("Sinnerman", "unchanged"),
    ]
    first = _songs(website, playlist_id)[0]
    moved = client.post(f"{PLAYLISTS}/{playlist_id}/moves", {"entry_id": first["entry_id"], "to": 3}, JSON)
    assert moved.json()["status"] == "moved"
    assert [each["title"] for each in _songs(website, playlist_id)] == ["Sinnerman", "Be My Husband", "Bicycle Race"]
    ids = [each["entry_id"] for each in _songs(website, playlist_id)[:2]]
    query = "&".join(f"entry_id={each}" for each in [*ids, uuid4()])
    removed = client.delete(f"{PLAYLISTS}/{playlist_id}/entries?{query}").json()
    assert [each["status"] for each in removed["songs"]] == ["removed", "removed"]
    assert client.delete(f"{PLAYLISTS}/{playlist_id}/entries?{query}").json()["status"] == "unchanged"
    assert [each["title"] for each in _songs(website, playlist_id)] == ["Bicycle Race"]


def test_a_playlist_is_renamed_and_deleted(website: Website) -> None:
    playlist_id, client = _mix(website), website.api()
    renamed = client.patch(f"{PLAYLISTS}/{playlist_id}", {"name": "Evening"}, JSON).json()
    assert (renamed["status"], renamed["playlist"]["name"]) == ("changed", "Evening")
    client.post(PLAYLISTS, {"name": "Other"}, JSON)
    assert client.patch(f"{PLAYLISTS}/{playlist_id}", {"name": "Other"}, JSON).status_code == 409
    assert client.delete(f"{PLAYLISTS}/{playlist_id}").json()["status"] == "deleted"
    assert client.get(f"{PLAYLISTS}/{playlist_id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"song_ids": ["7"]}, 404),
        ({"song_ids": ["x"]}, 422),
        ({"song_ids": []}, 422),
        ({"song_ids": [7]}, 422),
        ({"song_ids": [str(SINNERMAN.id)], "at": 9}, 422),
        ({"song_ids": [str(SINNERMAN.id)] * 1001}, 422),
    ],
)
def test_songs_that_cannot_be_added_change_nothing(website: Website, body: object, status: int) -> None:
    playlist_id = _mix(website)
    before = _songs(website, playlist_id)
    assert website.api().post(f"{PLAYLISTS}/{playlist_id}/songs", body, JSON).status_code == status
    assert _songs(website, playlist_id) == before


@pytest.mark.parametrize("user", [BOB, SAM])
def test_no_id_of_another_users_things_leads_anywhere(website: Website, user: str) -> None:
    playlist_id, client = _mix(website), website.api(user)
    before = website.services.playlists.view(playlist_id)
    entry_id = str(before.items[0].entry.id)
    (token,) = website.services.accounts.tokens(ADA)
    every = [playlist_id, entry_id, str(token.id)]
    for each in every:
        asked = [
            client.get(f"{PLAYLISTS}/{each}"),
            client.patch(f"{PLAYLISTS}/{each}", {"name": "Taken"}, JSON),
            client.delete(f"{PLAYLISTS}/{each}"),
            client.post(f"{PLAYLISTS}/{each}/songs", {"song_ids": [str(HUSBAND.id)]}, JSON),
            client.delete(f"{PLAYLISTS}/{each}/entries?entry_id={entry_id}"),
            client.post(f"{PLAYLISTS}/{each}/moves", {"entry_id": entry_id, "to": 2}, JSON),
            client.delete(f"/api/v1/tokens/{each}"),
        ]
        assert {response.status_code for response in asked} == {404}
    own = client.post(PLAYLISTS, {"name": "Mix"}, JSON).json()["playlist"]["id"]
    assert own != playlist_id
    assert client.delete(f"{PLAYLISTS}/{own}/entries?entry_id={entry_id}").json()["status"] == "unchanged"
    assert client.post(f"{PLAYLISTS}/{own}/moves", {"entry_id": entry_id, "to": 1}, JSON).status_code in {404, 422}
    assert [each["id"] for each in client.get(PLAYLISTS).json()["items"]] == [own]
    assert website.services.playlists.view(playlist_id) == before
    assert website.services.accounts.tokens(ADA)[0].id == token.id
