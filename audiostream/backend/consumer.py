"""The consumer: from the log to the stores, at least once, by writes that may be repeated."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from audiostream.backend.domain.events import AnyEvent, Listened, PlaylistEvent, check_times, decode, now_us
from audiostream.backend.domain.listening import Listen, listen_of
from audiostream.backend.domain.records import DeadLetter, Record, Work
from audiostream.backend.pace import Pace
from audiostream.backend.ports import EventReader, ListenStore, PlaylistStore
from audiostream.errors import InvalidEvent, Rejected, Unavailable

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class Consumer:
    """Applies the log's records to the stores and remembers how far it came.

    A record ends in one of three ways. It is applied. Or it never can be, as it is not an event or a store
    rejects it, and is put aside with its reason. Or a store or the log is ``Unavailable``: then nothing of its
    batch is committed or put aside, the error passes on, and the next step takes up the same batch.

    Any number of consumers, in threads and processes, may work on one log.
    """

    def __init__(self, reader: EventReader, playlists: PlaylistStore, listens: ListenStore) -> None:
        self._reader = reader
        self._playlists = playlists
        self._listens = listens
        # One batch at a time: a commit of a later one would pass over an earlier one that is still at work.
        self._lock = threading.Lock()
        self._begun: Sequence[Record] = ()
        self._applied: Counter[str] = Counter()
        self._dead_lettered: Counter[str] = Counter()
        self._pace = Pace()
        self._batches = 0
        self._busy_s = 0.0
        self._away_since: int | None = None

    def drain(self) -> int:
        """Apply records until the log has no more; return how many they were.

        Raises:
            Unavailable: a store or the log is; what was not applied will be by the next call.
        """
        total = 0
        while count := self.step():
            total += count
        return total

    def step(self, *, limit: int | None = None, timeout_s: float = 0.0) -> int:
        """Apply the next batch, waiting so long for its first record; return how many it had, at most ``limit``.

        Raises:
            Unavailable: as for :meth:`drain`.
        """
        with self._lock:
            try:
                self._begun = self._begun or self._reader.poll(limit=limit or self._pace.limit, timeout_s=timeout_s)
                if self._begun:
                    self._apply(self._begun)
            except Unavailable:
                self._away_since = self._away_since or now_us()
                raise
            self._away_since = None
            count, self._begun = len(self._begun), ()
            return count

    def wait(self, timeout_s: float) -> None:
        """Wait, without giving up the place in the log, before a step that failed is tried again.

        Raises:
            Unavailable: the log is.
        """
        with self._lock:
            if not self._reader.wait(timeout_s):
                self._begun = ()  # it comes again, to whoever reads on

    def work(self) -> Work:
        """Return what this consumer has done, also while it is at it."""
        return Work(
            applied=dict(self._applied),
            dead_lettered=dict(self._dead_lettered),
            batches=self._batches,
            busy_s=self._busy_s,
            away_since=self._away_since,
        )

    def _apply(self, records: Sequence[Record]) -> None:
        begun_s = time.monotonic()
        batch = _sort_out(records)
        _store(self._playlists.apply, batch.playlists, batch.letters)
        _store(self._listens.apply, batch.listens, batch.letters)
        if batch.letters:
            self._reader.dead_letter(batch.letters)
            _log.warning(
                "Put aside %d event(s), which change nothing (audiostream consumer dead-letters list shows them): %s",
                len(batch.letters),
                batch.letters[0].reason,
            )
        self._reader.commit(records)
        dead = Counter(letter.record.topic for letter in batch.letters)
        # New ones each time: another thread may be reading those that were.
        self._dead_lettered = self._dead_lettered + dead
        self._applied = self._applied + (Counter(record.topic for record in records) - dead)
        self._batches += 1
        taken_s = time.monotonic() - begun_s
        self._busy_s += taken_s
        self._pace.took(len(records), taken_s)


@dataclass(frozen=True, slots=True)
class _Batch:
    playlists: list[tuple[Record, PlaylistEvent]] = field(default_factory=list)
    listens: list[tuple[Record, Listen]] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)


def _store(
    apply: Callable[[Sequence[_T]], None], events: Sequence[tuple[Record, _T]], letters: list[DeadLetter]
) -> None:
    """Apply events, and put aside those that the store rejects, found by halves; the others may be applied again."""
    if not events:
        return
    try:
        apply([event for _, event in events])
    except Rejected as error:
        if len(events) == 1:
            letters.append(DeadLetter(record=events[0][0], reason=error.message))
            return
        middle = len(events) // 2
        _store(apply, events[:middle], letters)
        _store(apply, events[middle:], letters)


def _sort_out(records: Sequence[Record]) -> _Batch:
    batch = _Batch()
    for record in records:
        try:
            event = _event_of(record)
        except InvalidEvent as error:
            batch.letters.append(DeadLetter(record=record, reason=error.message))
            continue
        if isinstance(event, Listened):
            batch.listens.append((record, listen_of(event)))
        else:
            batch.playlists.append((record, event))
    return batch


def _event_of(record: Record) -> AnyEvent:
    event = decode(record.topic, record.value)
    if event.user_id != record.key:
        raise InvalidEvent(f"{record.topic}: the event is of another user than the record's key says")
    # By the log's time, so that reading a log again judges alike; but that time may be a client's too.
    check_times(event, min(record.published_at, now_us()))
    return event
