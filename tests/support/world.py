"""A website on which of everything that is listed there are so many, to count what pages and operations ask for."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.events import now_us
from tests.support import web
from tests.support.builders import make_album, make_artist, make_song
from tests.support.events import make_listened
from tests.support.web import ADA, Website, content_of

FEW, MANY = 2, 30


@dataclass
class World:
    """The site, and what it has ``size`` of: of one artist, one album, one playlist, one history and one account."""

    site: Website
    size: int
    artist: Artist = field(default_factory=lambda: make_artist("Odetta"))
    album: Album = field(init=False)
    songs: list[Song] = field(init=False)

    def __post_init__(self) -> None:
        self.album = make_album("Odetta One", artist=self.artist)
        others = [make_artist(f"Odetta Guest {n}") for n in range(self.size)]
        self.songs = [make_song(f"Odetta Sings {n}", album=self.album, artist=others[n]) for n in range(self.size)]
        own = [make_song(f"Odetta Alone {n}", album=self.album) for n in range(self.size)]
        with closing(open_catalogue(self.site.settings.data_dir / "catalogue.sqlite3")) as catalogue:
            for artist in (self.artist, *others):
                catalogue.put_artist(artist)
            catalogue.put_album(self.album)
            for n in range(self.size):
                catalogue.put_album(make_album(f"Odetta More {n}", artist=self.artist))
            catalogue.put_songs([*self.songs, *own])
        media = LocalMediaStore(self.site.settings.data_dir / "media")
        media.put(BytesIO(content_of(self.songs[0])), extension="flac", mime_type="audio/flac")
        self.playlist_id = self.new_playlist("Mix")
        for n in range(self.size):
            self.site.services.playlists.create(f"Other {n}")
        self.site.services.history.record([make_listened(song_id=song.id, started_at=now_us()) for song in self.songs])
        for n in range(self.size):
            self.site.services.accounts.issue_token(ADA, f"device {n}")

    @property
    def ids(self) -> Mapping[str, str]:
        """What stands for the names in addresses, as ``access_table`` has them."""
        artist, album, song = str(self.artist.id), str(self.album.id), str(self.songs[0].id)
        return {
            "artist_id": artist,
            "album_id": album,
            "song_id": song,
            "playlist_id": self.playlist_id,
            "spare_artist_id": artist,
            "spare_album_id": album,
            "spare_id": song,
        }

    def new_playlist(self, name: str) -> str:
        """Make a playlist with the songs in it; return its id."""
        made = str(self.site.services.playlists.create(name).playlist.id)
        self.site.services.playlists.add(made, [song.id for song in self.songs])
        return made

    def entry_ids(self, playlist_id: str) -> list[str]:
        """Return the entries of a playlist, in order."""
        return [str(item.entry.id) for item in self.site.services.playlists.view(playlist_id).items]


@contextmanager
def open_world(folder: Path, size: int) -> Iterator[World]:
    """Serve such a site from a folder."""
    with web.running(folder / "site") as site:
        yield World(site, size)
