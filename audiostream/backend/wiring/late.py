"""What use cases mostly do without, made when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import SongId

if TYPE_CHECKING:
    from audiostream.backend.ports import Delivery, SongLookup, StreamUrl


class LateSongs:
    """The port ``SongLookup``; the catalogue is opened when a song is asked for: Django costs a third of a second."""

    def __init__(self, catalogue: "Callable[[], SongLookup]") -> None:
        self._catalogue = catalogue

    def songs_by_id(self, song_ids: Sequence[SongId]) -> Mapping[SongId, Song]:
        """Return those of the songs that exist."""
        return self._catalogue().songs_by_id(song_ids) if song_ids else {}


class LateDelivery:
    """The port ``Delivery``, made when something is to be played: only then need there be a key for signing."""

    def __init__(self, delivery: "Callable[[], Delivery]") -> None:
        self._delivery = delivery

    def stream_url(self, song: Song) -> "StreamUrl":
        """Return an address that plays a song now."""
        return self._delivery().stream_url(song)
