"""Artists, albums and songs of a server."""

from collections.abc import Mapping, Sequence

import msgspec

from audiostream.backend.adapters.http.server import Server
from audiostream.backend.adapters.http.shapes import AlbumShape, ArtistShape, HitsShape, PageShape, SongShape
from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId
from audiostream.backend.domain.paging import MAX_LIMIT, Page
from audiostream.backend.domain.search import MAX_WORDS, Hits, words
from audiostream.errors import Conflict


class _AddedArtist(msgspec.Struct):
    status: str
    artist: ArtistShape


class _AddedAlbum(msgspec.Struct):
    status: str
    album: AlbumShape


class _Songs(msgspec.Struct):
    items: list[SongShape]


class HttpLibrary:
    """The port ``Library``."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def put_artist(self, artist: Artist) -> tuple[Artist, bool]:
        """Have an artist added; only staff may."""
        body = {"name": artist.name, "id": str(int(artist.id))}
        try:
            added = self._server.post("/artists", body, _AddedArtist, repeatable=True)
        except Conflict:
            if stored := self.artist_named(artist.name):  # with an id of its own
                return stored, False
            raise
        return added.artist.artist(), added.status == "created"

    def artist(self, artist_id: ArtistId) -> Artist:
        """Return an artist."""
        return self._server.get(f"/artists/{int(artist_id)}", ArtistShape).artist()

    def artist_named(self, name: str) -> Artist | None:
        """Return who has this folded name."""
        page = self._server.get("/artists", PageShape[ArtistShape], named=name, limit=1)
        return next((shape.artist() for shape in page.items), None)

    def artists_called(self, name: str, *, limit: int) -> Sequence[Artist]:
        """Return who is called so."""
        page = self._server.get("/artists", PageShape[ArtistShape], called=name, limit=limit)
        return [shape.artist() for shape in page.items]

    def artists(self, *, limit: int, after: str | None = None) -> Page[Artist]:
        """List artists."""
        page = self._server.get("/artists", PageShape[ArtistShape], limit=limit, after=after)
        return Page([shape.artist() for shape in page.items], page.next)

    def put_album(self, album: Album) -> tuple[Album, bool]:
        """Have an album added; only staff may."""
        body = {
            "title": album.title,
            "artist_id": str(int(album.artist.id)),
            "year": album.year,
            "id": str(int(album.id)),
        }
        try:
            added = self._server.post("/albums", body, _AddedAlbum, repeatable=True)
        except Conflict:
            if stored := self.album_titled(album.artist.id, album.title):  # with an id or a year of its own
                return stored, False
            raise
        return added.album.album(), added.status == "created"

    def album(self, album_id: AlbumId) -> Album:
        """Return an album."""
        return self._server.get(f"/albums/{int(album_id)}", AlbumShape).album()

    def album_titled(self, artist_id: ArtistId, title: str) -> Album | None:
        """Return the album of this folded title."""
        page = self._server.get("/albums", PageShape[AlbumShape], titled=title, artist_id=int(artist_id), limit=1)
        return next((shape.album() for shape in page.items), None)

    def albums_called(self, title: str, *, limit: int, artist_id: ArtistId | None = None) -> Sequence[Album]:
        """Return albums called so."""
        page = self._server.get("/albums", PageShape[AlbumShape], called=title, artist_id=_id(artist_id), limit=limit)
        return [shape.album() for shape in page.items]

    def albums(self, *, limit: int, after: str | None = None, artist_id: ArtistId | None = None) -> Page[Album]:
        """List albums."""
        page = self._server.get("/albums", PageShape[AlbumShape], limit=limit, after=after, artist_id=_id(artist_id))
        return Page([shape.album() for shape in page.items], page.next)

    def newest_albums(self, *, limit: int) -> Sequence[Album]:
        """Return the albums that came last."""
        page = self._server.get("/albums", PageShape[AlbumShape], order="newest", limit=limit)
        return [shape.album() for shape in page.items]

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those that exist, in one request a thousand ids."""
        found: dict[SongId, Song] = {}
        for start in range(0, len(song_ids), MAX_LIMIT):
            ids = [str(int(song_id)) for song_id in song_ids[start : start + MAX_LIMIT]]
            shapes = self._server.post("/songs/lookup", {"ids": ids}, _Songs, repeatable=True)
            found |= {song.id: song for song in (shape.song() for shape in shapes.items)}
        return found

    def song(self, song_id: SongId) -> Song:
        """Return a song."""
        return self._server.get(f"/songs/{int(song_id)}", SongShape).song()

    def songs(
        self,
        *,
        limit: int,
        after: str | None = None,
        artist_id: ArtistId | None = None,
        album_id: AlbumId | None = None,
    ) -> Page[Song]:
        """List songs."""
        page = self._server.get(
            "/songs",
            PageShape[SongShape],
            limit=limit,
            after=after,
            artist_id=_id(artist_id),
            album_id=_id(album_id),
        )
        return Page([shape.song() for shape in page.items], page.next)

    def songs_called(self, title: str, *, limit: int) -> Sequence[Song]:
        """Return songs called so."""
        page = self._server.get("/songs", PageShape[SongShape], called=title, limit=limit)
        return [shape.song() for shape in page.items]

    def remove_song(self, song_id: SongId) -> Song:
        """Have a song forgotten; only staff may."""
        return self._server.delete(f"/songs/{int(song_id)}", SongShape).song()

    def search(self, text: str, *, limit: int) -> Hits:
        """Find what has every word."""
        asked = words(text)[:MAX_WORDS]
        if not asked:
            return Hits(artists=[], albums=[], songs=[])
        hits = self._server.get("/search", HitsShape, q=" ".join(asked), limit=limit)
        return Hits(
            artists=[shape.artist() for shape in hits.artists],
            albums=[shape.album() for shape in hits.albums],
            songs=[shape.song() for shape in hits.songs],
        )


def _id(catalogue_id: ArtistId | AlbumId | None) -> int | None:
    return None if catalogue_id is None else int(catalogue_id)
