"""The adapters that ask a server, each with a server in the test's own process behind it."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import Manager

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.http.delivery import HttpDelivery
from audiostream.backend.adapters.http.library import HttpLibrary
from audiostream.backend.adapters.http.listens import HttpListens
from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.http.playlists import HttpPlaylists
from audiostream.backend.adapters.http.publisher import HttpPublisher
from audiostream.backend.adapters.http.server import Server
from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.bootstrap import Services
from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.events import AnyEvent, PlaylistEvent
from audiostream.backend.domain.ids import PlaylistId, UserId
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.paging import Page
from audiostream.backend.domain.playlists import Entry, Playlist
from audiostream.backend.ports import Catalogue, EventLog, ListenStore, PlaylistStore, StreamUrl
from audiostream.backend.wiring.embedded import EmbeddedParts
from tests.support.web import PASSWORD, SAM, SECRET_KEY, Website, running


@cache
def _django() -> WSGIHandler:
    return WSGIHandler()


@dataclass
class Devices:
    """Connections to a website, one for each account that asks it."""

    site: Website
    closing: ExitStack
    _servers: dict[str, Server] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, user: str) -> Server:
        """Return the connection of an account, which is made if there is none; any thread may ask."""
        with self._lock:
            return self._of(user)

    def _of(self, user: str) -> Server:
        if user not in self._servers:
            token = self.site.tokens.get(user)
            if token is None:
                self.site.services.accounts.add(user, PASSWORD)
                _, token = self.site.services.accounts.issue_token(user, "a terminal")
            server = Server(
                HttpOptions(url="http://localhost", token=token), transport=httpx.WSGITransport(app=_django())
            )
            self._servers[user] = server
            self.closing.callback(server.close)
        return self._servers[user]


@contextmanager
def devices(folder: Path) -> Iterator[Devices]:
    """Give devices of a website in a folder."""
    with running(folder / "site") as site, ExitStack() as stack:
        yield Devices(site, stack)


class _Playlists:
    """Events are applied where the server has its store, and read through the server."""

    def __init__(self, store: PlaylistStore, devices: Devices) -> None:
        self._store = store
        self._devices = devices

    def apply(self, events: Sequence[PlaylistEvent]) -> None:
        self._store.apply(events)

    def playlists(self, user_id: UserId) -> Sequence[Playlist]:
        return HttpPlaylists(self._devices.of(user_id)).playlists(user_id)

    def sizes(self, user_id: UserId) -> Mapping[PlaylistId, int]:
        return HttpPlaylists(self._devices.of(user_id)).sizes(user_id)

    def entries(self, user_id: UserId, playlist_id: PlaylistId) -> Sequence[Entry]:
        return HttpPlaylists(self._devices.of(user_id)).entries(user_id, playlist_id)


class _Listens:
    """As ``_Playlists``."""

    def __init__(self, store: ListenStore, devices: Devices) -> None:
        self._store = store
        self._devices = devices

    def apply(self, listens: Sequence[Listen]) -> None:
        self._store.apply(listens)

    def listens(
        self,
        user_id: UserId,
        *,
        limit: int,
        after: str | None = None,
        since_us: int | None = None,
        until_us: int | None = None,
    ) -> Page[Listen]:
        store = HttpListens(self._devices.of(user_id))
        return store.listens(user_id, limit=limit, after=after, since_us=since_us, until_us=until_us)


@contextmanager
def playlist_store(folder: Path) -> Iterator[PlaylistStore]:
    """Give playlists that are read through a server."""
    with devices(folder) as asking, closing(SqlitePlaylistStore(folder / "site" / "playlists.sqlite3")) as store:
        yield _Playlists(store, asking)


@contextmanager
def listen_store(folder: Path) -> Iterator[ListenStore]:
    """Give a history that is read through a server."""
    with devices(folder) as asking, closing(SqliteListenStore(folder / "site" / "listens.sqlite3")) as store:
        yield _Listens(store, asking)


class _Catalogue(HttpLibrary):
    """What files and uploads need of a catalogue is done where the server has it.

    The server dates what is new by its own clock; that is changed to what the test says.
    """

    def __init__(self, server: Server, behind: Catalogue) -> None:
        super().__init__(server)
        self._behind = behind

    def put_artist(self, artist: Artist) -> tuple[Artist, bool]:
        stored, new = super().put_artist(artist)
        if not new:
            return stored, False
        from audiostream.backend.adapters.catalog import models

        rows = models.Artist.objects.filter(pk=stored.id)
        _behind(self._behind, lambda alias: rows.using(alias).update(created_at=artist.created_at))
        return replace(stored, created_at=artist.created_at), True

    def put_album(self, album: Album) -> tuple[Album, bool]:
        stored, new = super().put_album(album)
        if not new:
            return stored, False
        from audiostream.backend.adapters.catalog import models

        rows = models.Album.objects.filter(pk=stored.id)
        _behind(self._behind, lambda alias: rows.using(alias).update(created_at=album.created_at))
        return replace(stored, created_at=album.created_at), True

    def put_songs(self, songs: Sequence[Song]) -> Sequence[tuple[Song, bool]]:
        return self._behind.put_songs(songs)

    def songs_of_files(self, keys: Sequence[str]) -> Sequence[Song]:
        return self._behind.songs_of_files(keys)

    def media_keys(self) -> Iterator[str]:
        return self._behind.media_keys()

    def media_sizes(self, keys: Sequence[str]) -> Mapping[str, int]:
        return self._behind.media_sizes(keys)

    def close(self) -> None:
        self._behind.close()


@contextmanager
def catalogue(folder: Path) -> Iterator[Catalogue]:
    """Give a catalogue with nothing in it that is asked through a server, by one of its staff."""
    with devices(folder) as asking, closing(open_catalogue(folder / "site" / "catalogue.sqlite3")) as behind:
        _empty(behind)
        yield _Catalogue(asking.of(SAM), behind)


def _empty(catalogue: Catalogue) -> None:
    assert catalogue.artists(limit=1).items  # its first use sets Django up
    from audiostream.backend.adapters.catalog import models

    for rows in (models.Song.objects, models.Album.objects, models.Artist.objects):
        _behind(catalogue, _delete_all(rows))


def _delete_all(rows: Manager[Any]) -> Callable[[str], object]:
    return lambda alias: rows.using(alias).all().delete()


def _behind(catalogue: Catalogue, work: Callable[[str], object]) -> None:
    """Write what no port writes."""
    catalogue._database.write(work)  # type: ignore[attr-defined]  # noqa: SLF001


class _Log:
    """Each user's events go through a device of theirs."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def publish(self, events: Sequence[AnyEvent]) -> None:
        of_users: dict[UserId, list[AnyEvent]] = defaultdict(list)
        for event in events:
            of_users[event.user_id].append(event)
        for user_id, some in of_users.items():
            HttpPublisher(self._devices.of(user_id)).publish(some)


class _Unapplied:
    """A ``Publisher`` of a server whose consumer is away."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        self._log.publish(events)
        return False

    def catch_up(self) -> None:
        """Nothing: nobody does."""


@contextmanager
def event_log(folder: Path) -> Iterator[EventLog]:
    """Give a log that is written to through a server, which applies nothing."""
    from audiostream.backend.web import house

    with devices(folder) as asking, ExitStack() as stack:
        settings = asking.site.settings
        parts = EmbeddedParts(settings, stack)
        parts.__dict__["publisher"] = _Unapplied(parts.reader)
        services = Services(settings, parts, stack, UserId(settings.user)).serving(SECRET_KEY)
        house.install(services, settings)
        yield _Log(asking)


class Delivery:
    """Songs are put where the server has its catalogue, and their addresses asked of the server."""

    def __init__(self, server: Server, behind: Catalogue) -> None:
        self._delivery = HttpDelivery(server)
        self._behind = behind

    def stream_url(self, song: Song) -> StreamUrl:
        """Return the address that the server gives."""
        artist, _ = self._behind.put_artist(song.artist)
        album, _ = self._behind.put_album(replace(song.album, artist=artist))
        self._behind.put_songs([replace(song, artist=artist, album=album)])
        return self._delivery.stream_url(song)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Website, str]]:
    """Give a website that is served on this machine, and its address."""
    with (
        running(folder / "site") as site,
        make_server("127.0.0.1", 0, _django(), handler_class=_Quiet) as http,
    ):
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield site, f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


@contextmanager
def delivery(folder: Path) -> Iterator[tuple[Delivery, Path]]:
    """Give a server's delivery, over a real connection, and the folder of its files."""
    with (
        serving(folder) as (site, url),
        closing(open_catalogue(folder / "site" / "catalogue.sqlite3")) as behind,
        closing(Server(HttpOptions(url=url, token=site.tokens[SAM]))) as server,
    ):
        yield Delivery(server, behind), folder / "site" / "media"
