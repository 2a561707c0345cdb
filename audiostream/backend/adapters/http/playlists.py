"""Playlists of the account that asks a server."""

from collections.abc import Mapping, Sequence

from audiostream.backend.adapters.http.server import Server
from audiostream.backend.adapters.http.shapes import EntriesShape, PageShape, PlaylistShape
from audiostream.backend.domain.ids import PlaylistId, UserId
from audiostream.backend.domain.playlists import Entry, Playlist
from audiostream.errors import NotFound


class HttpPlaylists:
    """The port ``PlaylistReads``; the user is always the one whose token is shown."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def playlists(self, user_id: UserId) -> Sequence[Playlist]:
        """Return all, as the server sorts them."""
        return [shape.playlist(user_id) for shape in self._listing()]

    def sizes(self, user_id: UserId) -> Mapping[PlaylistId, int]:  # noqa: ARG002 - the token says whose
        """Return how many songs each has."""
        return {PlaylistId(shape.id): shape.song_count for shape in self._listing()}

    def entries(self, user_id: UserId, playlist_id: PlaylistId) -> Sequence[Entry]:  # noqa: ARG002
        """Return what it holds."""
        try:
            found = self._server.get(f"/playlists/{playlist_id}", EntriesShape)
        except NotFound:
            return []
        return [shape.entry() for shape in found.songs]

    def _listing(self) -> Sequence[PlaylistShape]:
        return self._server.get("/playlists", PageShape[PlaylistShape]).items
