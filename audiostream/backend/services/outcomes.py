"""What becomes of the files of an upload, and who is told."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from audiostream.backend.domain.ids import AlbumId, SongId
from audiostream.backend.domain.uploads import Status
from audiostream.errors import AudiostreamError


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file; ``size`` in bytes. A failed one has a ``reason``, and a ``hint`` where one helps."""

    path: Path
    status: Status
    size: int = 0
    song_id: SongId | None = None
    album_id: AlbumId | None = None
    reason: str | None = None
    hint: str | None = None

    @property
    def advice(self) -> str | None:
        """The reason, and what helps."""
        return f"{self.reason}. {self.hint}" if self.hint else self.reason


@dataclass(kw_only=True)
class Summary:
    """What became of all; ``ignored`` are files in folders that are not called as audio is.

    ``stopped_by`` is the failure that no further file could have escaped; ``interrupted`` says that the
    caller ended the upload. What was done before either is done.
    """

    files: Counter[Status] = field(default_factory=Counter)
    bytes: Counter[Status] = field(default_factory=Counter)
    ignored: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    stopped_by: AudiostreamError | None = None

    def add(self, outcome: Outcome) -> None:
        """Count one file."""
        self.files[outcome.status] += 1
        self.bytes[outcome.status] += outcome.size


class UploadWatcher:
    """Is told how an upload goes, and ends it early by setting ``stop``.

    This one does nothing with what it is told. ``started`` and ``read`` come from many threads.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()

    def started(self, path: Path) -> None:
        """A file is being read."""

    def read(self, count: int) -> None:
        """So many bytes are done with; in the end they add up to the sizes of all files found."""

    def finished(self, outcome: Outcome) -> None:
        """A file is done with; comes in the order of the files, from the caller's thread."""
