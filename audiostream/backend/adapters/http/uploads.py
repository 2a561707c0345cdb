"""Files on their way to a server."""

from typing import BinaryIO

import msgspec

from audiostream.backend.adapters.http.server import Server
from audiostream.backend.domain.ids import AlbumId, SongId, parse_catalogue_id
from audiostream.backend.domain.uploads import Into, Received, Status


class _Answer(msgspec.Struct):
    status: Status
    size: int
    song_id: str | None
    album_id: str | None


class HttpSongSender:
    """The port ``SongSender``."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def send(self, source: BinaryIO, called: str, into: Into, *, dry_run: bool = False) -> Received:
        """Send a file as a form, of which it is never held whole."""
        fields = {
            "artist_id": None if into.artist_id is None else str(int(into.artist_id)),
            "album_id": None if into.album_id is None else str(int(into.album_id)),
            "artist": into.artist,
            "album": into.album,
            "dry_run": "true" if dry_run else None,
        }
        answer = self._server.send_file(
            "/uploads",
            _Answer,
            files={"file": (called, source, "application/octet-stream")},
            data={name: value for name, value in fields.items() if value is not None},
        )
        return Received(
            status=answer.status,
            size=answer.size,
            song_id=None if answer.song_id is None else parse_catalogue_id(SongId, answer.song_id),
            album_id=None if answer.album_id is None else parse_catalogue_id(AlbumId, answer.album_id),
        )
