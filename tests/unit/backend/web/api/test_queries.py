"""How many queries each operation makes: as many with one row as with many."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.domain.events import now_us
from tests.support.audio import make_tone
from tests.support.builders import make_song
from tests.support.queries import counted
from tests.support.web import ADA, PASSWORD, SAM
from tests.support.world import FEW, MANY, World, open_world

_numbers = itertools.count()


@dataclass(frozen=True)
class Call:
    """A request, its ``operation`` as the OpenAPI document has it.

    ``fresh`` makes what the request is about, and returns ids of it: what is removed can be removed once.
    """

    operation: str
    queries: int
    query: str = ""
    body: Callable[[World], object] | None = None
    fresh: Callable[[World], Mapping[str, str]] = lambda _: {}
    user: str = ADA
    content_type: str = "application/json"

    def made(self, client: Client, world: World) -> Callable[[], Any]:
        """Return what sends it."""
        method, _, path = self.operation.partition(" ")
        target = f"/api/v1{path}?{self.query}".format(**{**world.ids, **self.fresh(world)})
        if self.body is None:
            return partial(client.generic, method, target)
        send = {"POST": client.post, "PATCH": client.patch}[method]
        return partial(send, target, self.body(world), content_type=self.content_type)


def _new(what: str) -> str:
    return f"{what} {next(_numbers)}"


def _listens(world: World) -> object:
    fields = {"started_at": now_us(), "played_ms": 1000, "duration_ms": 2000, "client": "test"}
    return {"events": [{"event_id": str(uuid4()), "song_id": str(song.id), **fields} for song in world.songs]}


def _events(world: World) -> object:
    fields = {"topic": "playlist_create", "occurred_at": now_us()}
    named = [{"event_id": str(uuid4()), "playlist_id": str(uuid4()), "name": _new("New")} for _ in range(world.size)]
    return {"events": [{**fields, **each} for each in named]}


def _song_ids(world: World) -> list[str]:
    return [str(song.id) for song in world.songs]


def _fresh_song(world: World) -> Mapping[str, str]:
    song = make_song("Spare", album=world.album)
    with closing(open_catalogue(world.site.settings.data_dir / "catalogue.sqlite3")) as catalogue:
        catalogue.put_songs([song])
    return {"song_id": str(song.id)}


def _fresh_token(world: World) -> Mapping[str, str]:
    return {"token_id": str(world.site.services.accounts.issue_token(ADA, "spare")[0].id)}


def _fresh_entries(world: World) -> Mapping[str, str]:
    playlist_id = world.new_playlist(_new("Spare"))
    entries = "&".join(f"entry_id={each}" for each in world.entry_ids(playlist_id))
    return {"playlist_id": playlist_id, "entries": entries}


def _upload(world: World) -> object:
    path = make_tone(world.site.settings.data_dir / "tone.flac", title=_new("Tone"))
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return {"file": file, "artist_id": str(world.artist.id), "album_id": str(world.album.id)}


# The token of who asks is one query of each. To look whether the log has something to apply is six: the place, and what
# is behind it in each of five topics. A search looks into three indices, and does so again where one gives too little.
READS = {
    "me": Call("GET /me", 1),
    "tokens": Call("GET /tokens", 3),
    "search": Call("GET /search", 9, "q=odetta&limit=1"),
    "artists": Call("GET /artists", 2, "limit=100"),
    "artists called": Call("GET /artists", 2, "called=odetta"),
    "artist": Call("GET /artists/{artist_id}", 2),
    "albums of an artist": Call("GET /artists/{artist_id}/albums", 2),
    "songs of an artist": Call("GET /artists/{artist_id}/songs", 2),
    "albums": Call("GET /albums", 2, "limit=100"),
    "newest albums": Call("GET /albums", 2, "order=newest&limit=100"),
    "album": Call("GET /albums/{album_id}", 4),
    "songs of an album": Call("GET /albums/{album_id}/songs", 4, "limit=100"),
    "songs": Call("GET /songs", 2, "limit=100"),
    "song": Call("GET /songs/{song_id}", 2),
    "stream": Call("GET /songs/{song_id}/stream", 2),
    "lookup": Call("POST /songs/lookup", 2, body=lambda world: {"ids": _song_ids(world)}),
    "playlists": Call("GET /playlists", 9),
    "playlist": Call("GET /playlists/{playlist_id}", 10),
    "history": Call("GET /history", 9, "limit=100"),
}
# Of what changes one row, all are counted; of batches what is read, as each row of them is written.
CHANGES = {
    "new token": Call("POST /tokens", 13, body=lambda _: {"name": ADA, "password": PASSWORD, "device": _new("phone")}),
    "token": Call("DELETE /tokens/{token_id}", 4, fresh=_fresh_token),
    "new artist": Call("POST /artists", 5, body=lambda _: {"name": _new("Singer")}, user=SAM),
    "new album": Call(
        "POST /albums",
        8,
        body=lambda world: {"title": _new("Odetta Later"), "artist_id": str(world.artist.id)},
        user=SAM,
    ),
    "song": Call("DELETE /songs/{song_id}", 3, fresh=_fresh_song, user=SAM),
    "upload": Call("POST /uploads", 11, body=_upload, user=SAM, content_type=MULTIPART_CONTENT),
    "new playlist": Call("POST /playlists", 23, body=lambda _: {"name": _new("Evening")}),
    "name of a playlist": Call("PATCH /playlists/{playlist_id}", 30, body=lambda _: {"name": _new("Mix")}),
    "playlist": Call("DELETE /playlists/{playlist_id}", 24, fresh=_fresh_entries),
    "move": Call(
        "POST /playlists/{playlist_id}/moves",
        25,
        body=lambda world: {"entry_id": world.entry_ids(world.playlist_id)[-1], "to": 1},
    ),
}
BATCHES = {
    "add songs": Call("POST /playlists/{playlist_id}/songs", 22, body=lambda world: {"song_ids": _song_ids(world)}),
    "remove entries": Call("DELETE /playlists/{playlist_id}/entries", 22, "{entries}", fresh=_fresh_entries),
    "listens": Call("POST /listens", 13, body=_listens),
    "events": Call("POST /events", 13, body=_events),
}
# One hashes a password at its full cost, the other starts a process.
_SLOW = {"new token", "upload"}


@pytest.fixture(scope="module", params=[FEW, MANY], ids=["few", "many"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("queries"), request.param) as world:
        yield world


def test_every_operation_is_counted(world: World) -> None:
    document = msgspec.json.decode(world.site.nobody().get("/api/v1/openapi.json").content)
    operations = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, each in document["paths"].items()
        for method in each
    }
    assert operations == {call.operation for calls in (READS, CHANGES, BATCHES) for call in calls.values()}


@pytest.mark.parametrize("name", READS)
def test_an_operation_makes_as_many_queries_however_many_rows(world: World, name: str) -> None:
    statements, _ = _asked(world, READS[name])
    assert len(statements) == READS[name].queries, statements


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] if n in _SLOW else []) for n in CHANGES])
def test_a_change_makes_as_many_queries_however_many_rows_there_are(world: World, name: str) -> None:
    statements, _ = _asked(world, CHANGES[name])
    assert len(statements) == CHANGES[name].queries, statements


@pytest.mark.parametrize("name", BATCHES)
def test_a_batch_reads_as_often_however_many_rows_it_changes(world: World, name: str) -> None:
    _, reads = _asked(world, BATCHES[name])
    assert len(reads) == BATCHES[name].queries, reads


def _asked(world: World, call: Call) -> tuple[list[str], list[str]]:
    """Return the statements of a request, and those that read; what is opened once has been."""
    client = world.site.api(call.user)
    assert call.made(client, world)().status_code in (200, 201, 204)
    send = call.made(client, world)
    with counted() as queries:
        assert send().status_code in (200, 201, 204)
    return queries.statements, queries.reads


def test_a_request_for_each_row_would_be_seen(world: World) -> None:
    catalogue = world.site.services.catalogue
    catalogue.songs(limit=1)
    with counted() as queries:
        for song in world.songs:
            catalogue.song_by_id(song.id)
        world.site.services.playlists.all()
    assert len(queries.statements) > world.size


def test_staff_are_known_by_the_same_query(world: World) -> None:
    client = world.site.api(SAM)
    client.get("/api/v1/me")
    with counted() as queries:
        assert client.get("/api/v1/me").json()["is_staff"]
    assert len(queries.statements) == 1
