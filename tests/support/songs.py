"""A catalogue of which only the songs are asked."""

from collections.abc import Iterable, Mapping, Sequence

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import SongId


class Songs:
    """A ``SongLookup`` in memory; ``asked`` counts how often it was used."""

    def __init__(self, songs: Iterable[Song] = ()) -> None:
        self.by_id = {song.id: song for song in songs}
        self.asked = 0

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist."""
        self.asked += 1
        return {song_id: self.by_id[song_id] for song_id in song_ids if song_id in self.by_id}
