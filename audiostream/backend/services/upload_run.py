"""One upload on its way: files are made ready by many threads, and songs written by batches in the caller's."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from audiostream.backend.domain.catalogue import Media, Song, utc_now
from audiostream.backend.domain.uploads import Status
from audiostream.backend.services.discovery import Found, Refused, Walk
from audiostream.backend.services.drafts import Draft
from audiostream.backend.services.filing import Filed
from audiostream.backend.services.outcomes import Outcome, Summary, UploadWatcher
from audiostream.backend.services.pipeline import in_order
from audiostream.errors import AudiostreamError, Unusable

# A batch is one transaction: one wait for the disk. A crash loses the work of at most so many songs, or so long.
BATCH = 100
BATCH_S = 0.2

Meter: TypeAlias = Callable[[int], None]


class Filer(Protocol):
    """What makes songs of stored files; see ``services.filing``."""

    def file(self, files: Sequence[tuple[Draft, Media]]) -> Sequence[Filed]:
        """Make songs, all or none, and tell in the same order which are new."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that is stored, and the song it will be; ``is_new`` says that it was not stored before, or damaged."""

    found: Found
    draft: Draft
    media: Media
    is_new: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A file that does not say what it is, and the song that has its bytes; otherwise as :class:`Ready`."""

    found: Found
    song: Song
    media: Media
    is_new: bool


class _Halted(Exception):
    """Ends the reading of a file in the middle."""


@dataclass(kw_only=True)
class UploadRun:
    """One upload; ``ready`` reads and stores one file.

    ``new`` is what becomes of a file whose song is new, ``restored`` of one that its song had lost.

    ``ready`` calls the meter it is given for each part it has read, and may raise ``Unusable`` for that file, or
    any other error of ours, which ends the whole upload. Where it does all there is to do, it gives the outcome, and
    no ``filer`` is needed.
    """

    ready: Callable[[Found, Meter], Ready | Known | Outcome]
    filer: Filer | None = None
    new: Status = Status.CREATED
    restored: Status = Status.RESTORED
    watch: UploadWatcher
    _summary: Summary = field(default_factory=Summary, init=False)
    _batch: list[Ready | Known | Outcome] = field(default_factory=list, init=False)
    _batch_since: float = field(default=0.0, init=False)
    _began_at: datetime = field(default_factory=utc_now, init=False)

    def over(self, walk: Walk, *, jobs: int) -> Summary:
        """Upload what a walk finds, ``jobs`` files at the same time."""
        began = time.monotonic()
        for made in in_order(walk, self._make_ready, jobs=jobs, halted=self._is_halted):
            if made is not None:
                self._add(made)
            if self._is_due():
                self._flush()
        self._flush()
        self._summary.ignored = walk.ignored
        self._summary.interrupted = self.watch.stop.is_set()
        self._summary.seconds = time.monotonic() - began
        return self._summary

    def _is_halted(self) -> bool:
        return self._summary.stopped_by is not None or self.watch.stop.is_set()

    def _make_ready(self, seen: Found | Refused) -> Ready | Known | Outcome | None:
        if self._is_halted():
            return None
        if isinstance(seen, Refused):
            return Outcome(path=seen.path, status=Status.FAILED, reason=seen.reason)
        left = seen.size

        def meter(count: int) -> None:
            nonlocal left
            if self._is_halted():
                raise _Halted
            left -= count
            self.watch.read(count)

        self.watch.started(seen.path)
        try:
            return self.ready(seen, meter)
        except Unusable as error:
            self.watch.read(left)
            return Outcome(path=seen.path, status=Status.FAILED, size=seen.size, reason=error.message, hint=error.hint)
        except AudiostreamError as error:
            # The disk is full, a server gone or a token refused: ten thousand files more would fail in the same way.
            self._stop_by(error)
        except _Halted:
            pass
        return None

    def _stop_by(self, error: AudiostreamError) -> None:
        self._summary.stopped_by = self._summary.stopped_by or error

    def _add(self, made: Ready | Known | Outcome) -> None:
        if not self._batch:
            self._batch_since = time.monotonic()
        self._batch.append(made)

    def _is_due(self) -> bool:
        late = time.monotonic() - self._batch_since >= BATCH_S
        return bool(self._batch) and (late or len(self._batch) >= BATCH)

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        ready = [each for each in batch if isinstance(each, Ready)]
        filed: Sequence[Filed] = ()
        try:
            if ready and self.filer:
                filed = self.filer.file([(each.draft, each.media) for each in ready])
        except AudiostreamError as error:
            self._stop_by(error)
        songs = iter(filed)
        for each in batch:
            if isinstance(each, Outcome):
                self._tell(each)
            elif isinstance(each, Known):
                self._tell(self._outcome(each, Filed(is_new=False, song=each.song)))
            elif (song := next(songs, None)) is not None:
                self._tell(self._outcome(each, song))

    def _outcome(self, ready: Ready | Known, filed: Filed) -> Outcome:
        song = filed.song
        status = Status.UNCHANGED
        if filed.is_new:
            status = self.new
        # Of two equal files the second may have been stored first: then it is new, and its song is not.
        elif ready.is_new and song is not None and song.created_at < self._began_at:
            status = self.restored
        return Outcome(
            path=ready.found.path,
            status=status,
            size=ready.media.size,
            song_id=song.id if song else None,
            album_id=song.album.id if song else None,
        )

    def _tell(self, outcome: Outcome) -> None:
        self._summary.add(outcome)
        self.watch.finished(outcome)
