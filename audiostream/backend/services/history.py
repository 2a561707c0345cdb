"""Reading and writing the listening history of one user."""

from collections.abc import Sequence
from datetime import datetime

from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.listening import HistoryItem
from audiostream.backend.domain.paging import DEFAULT_LIMIT, Page, check_limit
from audiostream.backend.domain.times import micros_of
from audiostream.backend.ports import ListenReads, SongLookup
from audiostream.backend.services.publishing import Publisher
from audiostream.errors import InvalidEvent, InvalidInput


class HistoryService:
    """The listens of ``user_id``."""

    def __init__(self, user_id: UserId, publisher: Publisher, store: ListenReads, songs: SongLookup) -> None:
        self._user_id = user_id
        self._publisher = publisher
        self._store = store
        self._songs = songs

    def listens(
        self,
        *,
        limit: int = DEFAULT_LIMIT,
        after: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Page[HistoryItem]:
        """List listens with their songs, newest first, started from ``since`` on and before ``until``.

        Raises:
            InvalidInput: the limit is not from 1 to 1000, ``since`` is not before ``until``, or ``after`` is not
                the cursor of such a listing.
        """
        check_limit(limit)
        if since is not None and until is not None and since >= until:
            first, last = (moment.isoformat(timespec="seconds") for moment in (since, until))
            raise InvalidInput(f"since {first} must be before until {last}")
        self._publisher.catch_up()
        page = self._store.listens(
            self._user_id, limit=limit, after=after, since_us=_micros(since), until_us=_micros(until)
        )
        songs = self._songs.songs_by_id(list(dict.fromkeys(listen.song_id for listen in page.items)))
        return Page([HistoryItem(listen, songs.get(listen.song_id)) for listen in page.items], page.next)

    def record(self, events: Sequence[Listened]) -> None:
        """Log listens of this user durably; a repeat of one changes nothing.

        Raises:
            InvalidEvent: one can never be applied. Others may be logged, where it is a server that refuses it.
        """
        for event in events:
            if event.user_id != self._user_id:
                raise InvalidEvent(f"{event.topic}: the listen is of {event.user_id!r}, not of {self._user_id!r}")
        self._publisher.publish(events)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros_of(moment)
