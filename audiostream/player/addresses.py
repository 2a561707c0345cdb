"""Where the songs of a player are: asked for as late as can be, and anew when an address expires under a track."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import StreamUrl
from audiostream.player.engine import Source

# An address is used, or gone on with, only if it is good for so long yet.
EXPIRY_MARGIN = timedelta(seconds=60)
# One that fails again before so much more was heard is not the trouble.
PROGRESS_MS = 5_000

_Given: TypeAlias = tuple[Source, StreamUrl]


class Addresses:
    """The address of what plays, and of what was opened ahead.

    ``url`` gives a song's address, ``gain_db`` by how much it is to be louder. What asks for an address raises
    an ``AudiostreamError`` where ``url`` does.
    """

    def __init__(self, url: Callable[[Song], StreamUrl], gain_db: Callable[[Song], float]) -> None:
        self._url = url
        self._gain_db = gain_db
        self._present: _Given | None = None
        self._ahead: _Given | None = None
        self._renewed_at_ms: int | None = None

    @property
    def opened_ahead(self) -> Source | None:
        """What was opened ahead, if it was."""
        return self._ahead[0] if self._ahead else None

    def to_open(self, number: int, song: Song) -> Source:
        """Return what to open ahead."""
        self._ahead = None
        self._ahead = self._ask(number, song)
        return self._ahead[0]

    def to_play(self, number: int, song: Song) -> Source:
        """Return what to play: what was opened ahead for it, if that lasts."""
        ahead, self._ahead, self._present, self._renewed_at_ms = self._ahead, None, None, None
        self._present = ahead if ahead and ahead[0].number == number and _lasts(ahead[1]) else self._ask(number, song)
        return self._present[0]

    def has_lapsed(self) -> bool:
        """Return whether what plays can be read no further, as by a seek or after a long pause."""
        return self._present is not None and not _lasts(self._present[1])

    def may_have_lapsed(self, position_ms: int) -> bool:
        """Return whether what broke off may go on under a new address: a server need not say why it refuses."""
        if self._present is None or self._present[1].expires_at is None:
            return False
        return self._renewed_at_ms is None or abs(position_ms - self._renewed_at_ms) >= PROGRESS_MS

    def to_go_on(self, number: int, song: Song, position_ms: int) -> Source:
        """Return what plays under a new address, to go on from a position."""
        self._renewed_at_ms = position_ms
        self._present = self._ask(number, song)
        return self._present[0]

    def _ask(self, number: int, song: Song) -> _Given:
        found = self._url(song)
        return Source(number, found.url, self._gain_db(song)), found


def _lasts(address: StreamUrl) -> bool:
    return address.expires_at is None or address.expires_at - EXPIRY_MARGIN > datetime.now(UTC)
