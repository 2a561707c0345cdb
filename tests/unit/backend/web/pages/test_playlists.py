"""Playlists by plain forms, without a script."""

import re
from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.test import Client

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.events import AnyEvent
from audiostream.backend.services.publishing import DrainingPublisher
from tests.support.queries import counted
from tests.support.shelves import BICYCLE, BLUES, HUSBAND, SINNERMAN, WATERLOO
from tests.support.web import BOB, Website


def made(website: Website, *songs: Song) -> str:
    playlist = website.services.playlists.create("Evening").playlist
    if songs:
        website.services.playlists.add(str(playlist.id), [song.id for song in songs])
    return f"/playlists/{playlist.id}"


def titles(website: Website) -> list[str]:
    return [item.song.title for item in website.services.playlists.view("Evening").items if item.song]


def entries(website: Website) -> list[str]:
    return [str(item.entry.id) for item in website.services.playlists.view("Evening").items]


def said(client: Client, path: str) -> str:
    return " ".join(re.findall(r'role="(?:status|alert)"[^>]*>([^<]*)<', client.get(path).content.decode()))


def test_one_is_created_once(website: Website) -> None:
    client = website.browser()
    response = client.post("/playlists", {"name": "Evening"})
    (playlist,) = website.services.playlists.all()
    assert (response.status_code, response["Location"]) == (302, f"/playlists/{playlist.id}")
    assert "Created the playlist Evening." in said(client, response["Location"])
    assert client.post("/playlists", {"name": "EVENING"})["Location"] == response["Location"]
    assert "Evening is there already." in said(client, response["Location"])


def test_a_name_that_cannot_be_one_is_refused_beside_its_field(website: Website) -> None:
    response = website.browser().post("/playlists", {"name": " "})
    assert response.status_code == 422
    assert "The name of the playlist is empty." in response.content.decode()
    assert website.services.playlists.all() == []


def test_it_is_renamed_unless_another_has_the_name(website: Website) -> None:
    client, path = website.browser(), made(website)
    website.services.playlists.create("Morning")
    refused = client.post(f"{path}/rename", {"name": "morning"})
    assert refused.status_code == 409
    assert "another playlist called" in refused.content.decode()
    assert 'value="morning"' in refused.content.decode()
    assert client.post(f"{path}/rename", {"name": "Night"})["Location"] == path
    assert {each.name for each in website.services.playlists.all()} == {"Morning", "Night"}


def test_songs_are_added_moved_and_removed(website: Website) -> None:
    client, path = website.browser(), made(website)
    ref = path.rpartition("/")[2]
    for target in (f"album:{BLUES.id}", str(int(BICYCLE.id))):
        assert client.post("/add", {"target": target, "playlist": ref})["Location"] == path
    assert titles(website) == [HUSBAND.title, SINNERMAN.title, BICYCLE.title]
    first, second, third = entries(website)
    assert client.post(f"{path}/move", {"entry": third, "to": "1"}).status_code == 302
    assert titles(website) == [BICYCLE.title, HUSBAND.title, SINNERMAN.title]
    assert client.post(f"{path}/remove", {"entry": first}).status_code == 302
    assert titles(website) == [BICYCLE.title, SINNERMAN.title]
    assert client.post(f"{path}/move", {"entry": first, "to": "1"})["Location"] == path
    assert "not in the playlist any more" in said(client, path)
    for wrong in ({"entry": second, "to": "99"}, {"entry": second, "to": "x"}, {"entry": "x", "to": "1"}, {}):
        assert client.post(f"{path}/move", wrong).status_code == 422


def test_a_song_goes_into_a_new_playlist(website: Website) -> None:
    client = website.browser()
    form = {"target": str(int(WATERLOO.id)), "name": "Evening"}
    assert client.post("/add", {**form, "name": ""}).status_code == 422
    headers = {"HX-Request": "true", "HX-Target": "dialog"}
    response = client.post("/add", form, headers=headers)
    assert (response.status_code, response["HX-Trigger"]) == (204, '{"audiostream:said": "Added to Evening."}')
    assert titles(website) == [WATERLOO.title]


def test_it_is_deleted_once_that_is_confirmed(website: Website) -> None:
    client, path = website.browser(), made(website, HUSBAND)
    assert "Delete Evening?" in client.get(f"{path}/delete").content.decode()
    assert website.services.playlists.all()
    assert client.post(f"{path}/delete")["Location"] == "/playlists"
    assert website.services.playlists.all() == []
    assert client.get(path).status_code == 404


def test_what_is_accepted_and_not_visible_yet_is_told(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    publish = DrainingPublisher.publish

    def not_yet(publisher: DrainingPublisher, events: Sequence[AnyEvent]) -> bool:
        publish(publisher, events)
        return False

    client, path = website.browser(), made(website, HUSBAND)
    monkeypatch.setattr(DrainingPublisher, "publish", not_yet)
    assert client.post(f"{path}/rename", {"name": "Night"}).status_code == 302
    assert "Renamed the playlist. It is accepted and safe, but not visible yet." in said(client, path)
    assert client.post("/playlists", {"name": "Later"})["Location"] == "/playlists"


@pytest.mark.parametrize("action", ["", "/rename", "/move", "/remove", "/delete"])
def test_that_of_another_is_not_there(website: Website, action: str) -> None:
    path = made(website, HUSBAND)
    bob = website.browser(BOB)
    form = {"name": "Mine", "entry": entries(website)[0], "to": "1"}
    response = bob.post(path + action, form) if action else bob.get(path)
    if response.status_code == 302:
        response = bob.get(response["Location"])
    assert response.status_code == 404
    assert titles(website) == [HUSBAND.title]


def test_forms_of_other_sites_are_refused(website: Website) -> None:
    client, path = website.browser(enforce_csrf_checks=True), made(website)
    assert client.post(f"{path}/delete").status_code == 403
    assert website.services.playlists.all()


def test_pages_ask_no_more_where_playlists_are_more_and_longer(website: Website) -> None:
    client, path = website.browser(), made(website, HUSBAND)
    for shown in ("/playlists", path):
        client.get(shown)
    with counted() as before:
        client.get("/playlists")
        client.get(path)
    website.services.playlists.add("Evening", [SINNERMAN.id, BICYCLE.id, WATERLOO.id] * 5)
    for _ in range(10):
        website.services.playlists.create(str(uuid4()))
    with counted() as after:
        client.get("/playlists")
        client.get(path)
    assert len(after.statements) == len(before.statements) <= 27, after.statements
