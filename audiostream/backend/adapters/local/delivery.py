"""The port ``Delivery`` for players on the machine that has the files."""

from pathlib import Path

from audiostream.backend.adapters.local.keys import path_of
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.delivery import missing_file
from audiostream.backend.ports import StreamUrl


class LocalDelivery:
    """Addresses of files in a media store's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()

    def stream_url(self, song: Song) -> StreamUrl:
        """Return the file's URI. Raises ``NotFound`` when it is missing."""
        path = path_of(self._folder, song.media.key)
        if not path.is_file():
            raise missing_file(song, path)
        return StreamUrl(url=path.as_uri())
