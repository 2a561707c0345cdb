"""Checking the stored files against the catalogue, and freeing what nothing refers to."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeAlias

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import MediaStore, SongStore, StoredObject

GRACE = timedelta(hours=1)

# Told after each file that was read: how many have been, and how many there are.
CheckProgress: TypeAlias = Callable[[int, int], None]

_BATCH = 1000
_WHOLE = "songs/"
# What an upload stores, and nobody drops there: see domain.catalogue.media_key.
_ADDRESS = re.compile(r"songs/([0-9a-f]{2})/\1[0-9a-f]{62}\.\w+")


@dataclass(kw_only=True)
class Findings:
    """What a check found; ``size`` is in bytes, and problems are by key.

    ``files`` are those that songs refer to and that are there; ``missing`` files and ``damaged`` ones (with what is
    wrong with them) are those of songs too, and ``songs`` has the songs of both. ``leftovers`` are whole files
    that no song refers to, ``unfinished`` uploads that ended in the middle, or are under way. ``newest_at`` is when
    the last of the files that songs refer to was stored.
    """

    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    leftovers: list[StoredObject] = field(default_factory=list)
    unfinished: list[StoredObject] = field(default_factory=list)
    songs: dict[str, list[Song]] = field(default_factory=dict)
    newest_at: datetime | None = None

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.damaged or self.leftovers or self.unfinished)

    @property
    def is_suspicious(self) -> bool:
        """Whether there are whole files, and songs refer to none at all: as after the loss of a catalogue."""
        return bool(self.leftovers) and not self.files

    @property
    def unknown(self) -> int:
        """How many leftovers are newer than every song's file: what a restored, older catalogue would not know."""
        at = self.newest_at
        newer = [each for each in self.leftovers if at is not None and each.modified_at > at]
        return sum(_ADDRESS.fullmatch(each.key) is not None for each in newer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """What a collection removed, or would.

    ``kept`` is how many leftovers were too young for it, ``referenced`` how many stored files songs refer to.
    """

    removed: Sequence[StoredObject]
    kept: int
    referenced: int

    @property
    def size(self) -> int:
        """Bytes freed."""
        return sum(each.size for each in self.removed)

    @property
    def is_suspicious(self) -> bool:
        """Whether it takes whole files, and songs refer to none at all: as after the loss of a catalogue."""
        return not self.referenced and any(each.key.startswith(_WHOLE) for each in self.removed)


class StorageService:
    """Compares what is stored with what songs refer to; in memory are only the differences, and a batch."""

    def __init__(self, catalogue: SongStore, media: MediaStore) -> None:
        self._catalogue = catalogue
        self._media = media

    def check(self, *, deep: bool = False, progress: CheckProgress | None = None) -> Findings:
        """Find files that are missing, of another size, left over or unfinished; with ``deep`` read all of them too.

        An upload that is under way shows as unfinished, and for a moment as a leftover.
        """
        findings = Findings()
        for stored, size in self._marked(self._media.objects()):
            if size is not None:
                findings.files += 1
                findings.size += stored.size
                findings.newest_at = max(stored.modified_at, findings.newest_at or stored.modified_at)
                if stored.size != size:
                    findings.damaged[stored.key] = f"{stored.size} bytes instead of {size}"
            elif stored.key.startswith(_WHOLE):
                findings.leftovers.append(stored)
            else:
                findings.unfinished.append(stored)
        self._check_referenced(findings, deep=deep, progress=progress or (lambda _done, _all: None))
        findings.leftovers.sort(key=lambda each: each.key)
        findings.unfinished.sort(key=lambda each: each.key)
        findings.damaged = dict(sorted(findings.damaged.items()))
        for song in self._catalogue.songs_of_files([*findings.missing, *findings.damaged]):
            findings.songs.setdefault(song.media.key, []).append(song)
        return findings

    def collect(self, *, grace: timedelta = GRACE, dry_run: bool = False) -> Freed:
        """Remove what no song refers to and nobody has stored, or asked to be stored, for the time of ``grace``.

        No song loses its file to it, be uploads under way or not. An upload first stores its file, which renews the
        file's ``modified_at`` even where it was there before, and then writes its song. So a file that is older
        than ``grace`` either has its song by now, which the question to the catalogue tells, or is being stored
        again, which the store notices when it removes it: it does so only to files that were not renewed since.
        Only an upload that takes longer than ``grace`` from the one step to the other could lose.
        """
        before = datetime.now(UTC) - grace
        removed: list[StoredObject] = []
        kept = referenced = 0
        for stored, size in self._marked(self._media.objects()):
            if size is not None:
                referenced += 1
            elif stored.modified_at < before and (dry_run or self._media.delete(stored.key, unmodified_since=before)):
                removed.append(stored)
            else:
                kept += 1
        return Freed(removed=sorted(removed, key=lambda each: each.key), kept=kept, referenced=referenced)

    def _marked(self, objects: Iterator[StoredObject]) -> Iterator[tuple[StoredObject, int | None]]:
        """Tell of stored files the size they must have where songs refer to them, by one question for many."""
        while batch := list(islice(objects, _BATCH)):
            sizes = self._catalogue.media_sizes([each.key for each in batch])
            yield from ((each, sizes.get(each.key)) for each in batch)

    def _check_referenced(self, findings: Findings, *, deep: bool, progress: CheckProgress) -> None:
        for done, key in enumerate(self._catalogue.media_keys(), 1):
            if not self._media.exists(key):
                self._note(findings, key, "missing")
            elif deep:
                if (reason := self._media.verify(key)) is not None:
                    self._note(findings, key, reason)
                progress(done, max(done, findings.files))

    def _note(self, findings: Findings, key: str, reason: str) -> None:
        if not self._catalogue.media_sizes([key]):
            return  # its song has been removed since, and the file maybe too
        if self._media.exists(key):
            findings.damaged[key] = reason
        else:
            findings.missing.append(key)
