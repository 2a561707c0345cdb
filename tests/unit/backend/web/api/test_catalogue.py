"""Artists, albums, songs and search: what the command line's ``--json`` has, page by page."""

from typing import Any

import pytest

from audiostream.backend.domain.shapes import album_data, artist_data, song_data
from tests.support.builders import make_album, make_artist
from tests.support.shelves import ABBA, ABBAS_HITS, BICYCLE, BLUES, HUSBAND, NINA, QUEEN, QUEENS_HITS, SINNERMAN
from tests.support.web import SAM, Website

JSON = "application/json"


def _get(website: Website, path: str) -> Any:  # noqa: ANN401 - JSON
    response = website.api().get(f"/api/v1{path}")
    assert response.status_code == 200, response.content
    return response.json()


def test_things_are_shown_in_the_shape_of_the_command_line(website: Website) -> None:
    assert _get(website, f"/artists/{NINA.id}") == artist_data(NINA)
    assert _get(website, f"/songs/{SINNERMAN.id}") == song_data(SINNERMAN)
    songs = [song_data(HUSBAND), song_data(SINNERMAN)]
    assert _get(website, f"/albums/{BLUES.id}") == {**album_data(BLUES), "songs": songs, "next": None}
    assert _get(website, f"/albums/{BLUES.id}/songs") == {"items": songs, "next": None}
    assert _get(website, f"/artists/{NINA.id}/albums")["items"] == [album_data(BLUES)]
    assert _get(website, f"/artists/{QUEEN.id}/songs")["items"] == [song_data(BICYCLE)]


def test_an_album_without_songs_is_an_album(website: Website) -> None:
    added = website.services.catalogue.add_album("Wild Is the Wind", str(NINA.id)).item
    assert _get(website, f"/albums/{added.id}") == {**album_data(added), "songs": [], "next": None}


@pytest.mark.parametrize("path", ["/artists", "/albums", "/songs", "/albums/{blues}/songs"])
def test_pages_join_to_the_whole(website: Website, path: str) -> None:
    path, whole, after = path.format(blues=BLUES.id), [], ""
    while True:
        page = _get(website, f"{path}?limit=1{after}")
        assert len(page["items"]) == 1
        whole += page["items"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert whole == _get(website, f"{path}?limit=1000")["items"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/artists?called=nina simone", [NINA.id]),
        ("/artists?called=nobody", []),
        ("/artists?named=ABBA", [ABBA.id]),
        ("/artists?named=abb", []),
        ("/albums?called=greatest hits&artist_id={queen}", [QUEENS_HITS.id]),
        ("/albums?titled=greatest hits&artist_id={abba}", [ABBAS_HITS.id]),
        ("/songs?called=sinnerman", [SINNERMAN.id]),
        ("/songs?artist_id={queen}", [BICYCLE.id]),
        ("/songs?album_id={blues}", [HUSBAND.id, SINNERMAN.id]),
    ],
)
def test_listings_are_narrowed(website: Website, path: str, expected: list[int]) -> None:
    found = _get(website, path.format(queen=QUEEN.id, abba=ABBA.id, blues=BLUES.id))
    assert ([each["id"] for each in found["items"]], found["next"]) == ([str(each) for each in expected], None)


def test_the_newest_albums_come_first(website: Website) -> None:
    items = _get(website, "/albums?order=newest&limit=2")["items"]
    newest = sorted((BLUES.id, QUEENS_HITS.id, ABBAS_HITS.id), reverse=True)[:2]
    assert [each["id"] for each in items] == [str(each) for each in newest]


def test_search_finds_each_kind(website: Website) -> None:
    hits = _get(website, "/search?q=nina&limit=5")
    assert [artist["name"] for artist in hits["artists"]] == ["Nina Simone"]
    assert [album["title"] for album in hits["albums"]] == ["Pastel Blues"]
    assert {song["title"] for song in hits["songs"]} == {"Be My Husband", "Sinnerman"}


def test_lookup_gives_those_that_exist_once_in_the_order_asked(website: Website) -> None:
    ids = [str(SINNERMAN.id), "7", str(HUSBAND.id), str(SINNERMAN.id)]
    found = website.api().post("/api/v1/songs/lookup", {"ids": ids}, JSON).json()
    assert [song["title"] for song in found["items"]] == ["Sinnerman", "Be My Husband"]


def test_staff_add_what_is_not_there_yet(website: Website) -> None:
    client = website.api(SAM)
    artist = make_artist("Odetta")
    body: dict[str, object] = {"name": "Odetta", "id": str(artist.id)}
    made, again = (client.post("/api/v1/artists", body, JSON) for _ in range(2))
    assert (made.status_code, made.json()["status"]) == (201, "created")
    assert (again.status_code, again.json()) == (200, {**made.json(), "status": "unchanged"})
    album = make_album("One", artist=artist)
    body = {"title": "One", "artist_id": str(artist.id), "year": 1970, "id": str(album.id)}
    made, again = (client.post("/api/v1/albums", body, JSON) for _ in range(2))
    assert (made.status_code, made.json()["album"]["id"]) == (201, str(album.id))
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")
    taken = client.post("/api/v1/artists", {"name": "Other", "id": str(artist.id)}, JSON)
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")


def test_a_removed_song_is_gone_and_told(website: Website) -> None:
    removed = website.api(SAM).delete(f"/api/v1/songs/{SINNERMAN.id}")
    assert (removed.status_code, removed.json()) == (200, song_data(SINNERMAN))
    assert website.api().get(f"/api/v1/songs/{SINNERMAN.id}").status_code == 404


def test_the_address_of_a_song_plays_without_an_account(website: Website) -> None:
    told = _get(website, f"/songs/{SINNERMAN.id}/stream")
    assert told["song_id"] == str(SINNERMAN.id)
    assert told["expires_at"].endswith("Z")
    assert website.nobody().get(told["url"]).status_code == 200
