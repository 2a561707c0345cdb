"""The consumer: from the log to the stores, at least once, by writes that may be repeated."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from audiostream.backend.domain.events import AnyEvent, Listened, PlaylistEvent, check_times, decode, now_us
from audiostream.backend.domain.listening import Listen, listen_of
from audiostream.backend.ports import DeadLetter, EventReader, ListenStore, PlaylistStore, Record
from audiostream.errors import InvalidEvent, Rejected

BATCH = 1000

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

    def drain(self) -> int:
        """Apply records until the log has no more; return how many they were.

        Raises:
            Unavailable: a store or the log is; what was not applied will be by the next call.
        """
        total = 0
        while count := self.step():
            total += count
        return total

    def step(self, *, limit: int = BATCH, timeout_s: float = 0.0) -> int:
        """Apply the next batch, waiting so long for its first record; return how many it had.

        Raises:
            Unavailable: as for :meth:`drain`.
        """
        with self._lock:
            self._begun = self._begun or self._reader.poll(limit=limit, timeout_s=timeout_s)
            batch = _sort_out(self._begun)
            self._store(batch)
            if batch.letters:
                self._reader.dead_letter(batch.letters)
                _log.warning(
                    "Put aside %d event(s), which change nothing (audiostream consumer dead-letters lists them): %s",
                    len(batch.letters),
                    batch.letters[0].reason,
                )
            if self._begun:
                self._reader.commit(self._begun)
            count, self._begun = len(self._begun), ()
            return count

    def _store(self, batch: "_Batch") -> None:
        try:
            self._playlists.apply([event for _, event in batch.playlists])
            self._listens.apply([listen for _, listen in batch.listens])
        except Rejected:
            self._store_singly(batch)

    def _store_singly(self, batch: "_Batch") -> None:
        """Find out which of a batch a store rejects; what was applied already is applied again."""
        for record, event in batch.playlists:
            try:
                self._playlists.apply([event])
            except Rejected as error:
                batch.letters.append(DeadLetter(record=record, reason=error.message))
        for record, listen in batch.listens:
            try:
                self._listens.apply([listen])
            except Rejected as error:
                batch.letters.append(DeadLetter(record=record, reason=error.message))


@dataclass(frozen=True, slots=True)
class _Batch:
    playlists: list[tuple[Record, PlaylistEvent]] = field(default_factory=list)
    listens: list[tuple[Record, Listen]] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)


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
