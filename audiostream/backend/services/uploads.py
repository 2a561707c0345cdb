"""Uploading: from files and folders to songs."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias

from audiostream.backend.domain.catalogue import Audio, Media, Song, Tags, media_key
from audiostream.backend.domain.uploads import Into, Received, Status
from audiostream.backend.ports import AudioProbe, Catalogue, MediaStore
from audiostream.backend.services.discovery import Found, Walk
from audiostream.backend.services.drafts import Draft, Names, draft, settle
from audiostream.backend.services.filing import Filing, Rehearsal
from audiostream.backend.services.outcomes import Outcome, Summary, UploadWatcher
from audiostream.backend.services.sources import Source
from audiostream.backend.services.upload_run import Known, Meter, Ready, UploadRun
from audiostream.errors import Unusable

__all__ = ["Into", "Outcome", "Status", "Summary", "UploadService", "UploadWatcher", "Uploads"]

_PART = 2**20

_Store: TypeAlias = Callable[[BinaryIO, Audio], tuple[Media, bool]]


class Uploads(ABC):
    """Uploading files and folders, wherever the work is done."""

    @staticmethod
    def extent(paths: Sequence[Path]) -> tuple[int, int]:
        """Return how many files an upload would try, and of how many bytes in all."""
        files = size = 0
        for each in Walk(paths):
            if isinstance(each, Found):
                files += 1
                size += each.size
        return files, size

    def upload(
        self,
        paths: Sequence[Path],
        into: Into | None = None,
        *,
        jobs: int = 4,
        dry_run: bool = False,
        watch: UploadWatcher | None = None,
    ) -> Summary:
        """Make songs of files, and of the audio files in folders, ``jobs`` at the same time.

        A file that cannot become a song is told to ``watch``, and the rest goes on. Each file is stored, whole
        and durable, before its song is written, so an end at any moment leaves no song without its file. Where
        ``watch`` asks for a stop, what is under way ends soon, and cleanly. With ``dry_run`` the files are read
        and nothing is written. A file whose tags do not suffice is known by its bytes, where a song has them.

        Raises:
            NotFound, InvalidInput: as ``drafts.settle`` says; nothing was done. Where a server does the work, the
                summary tells them.
        """
        return self._run(into or Into(), watch or UploadWatcher(), dry_run=dry_run).over(Walk(paths), jobs=jobs)

    @abstractmethod
    def _run(self, into: Into, watch: UploadWatcher, *, dry_run: bool) -> UploadRun:
        """Return an upload that is to begin."""


class UploadService(Uploads):
    """Reads files, stores them and writes their songs."""

    def __init__(self, catalogue: Catalogue, media: MediaStore, probe: AudioProbe) -> None:
        self._catalogue = catalogue
        self._media = media
        self._probe = probe

    def receive(self, path: Path, called: str, into: Into | None = None, *, dry_run: bool = False) -> Received:
        """Make a song of one file, which is called so where it comes from; its name here says nothing.

        Raises:
            Unusable: it cannot become a song.
            NotFound, InvalidInput: as ``drafts.settle`` says.
        """
        watch = _OneFile()
        summary = self._run(into or Into(), watch, dry_run=dry_run, called=called).over(Walk([path]), jobs=1)
        if summary.stopped_by is not None:
            raise summary.stopped_by
        outcome = watch.outcome()
        return Received(status=outcome.status, size=outcome.size, song_id=outcome.song_id, album_id=outcome.album_id)

    def _run(self, into: Into, watch: UploadWatcher, *, dry_run: bool, called: str | None = None) -> UploadRun:
        names = settle(into, self._catalogue)
        store = self._measured if dry_run else self._stored
        return UploadRun(
            ready=lambda found, meter: self._ready(found, called or found.path.name, names, store, meter),
            filer=Rehearsal(self._catalogue) if dry_run else Filing(self._catalogue),
            new=Status.WOULD_CREATE if dry_run else Status.CREATED,
            restored=Status.WOULD_RESTORE if dry_run else Status.RESTORED,
            watch=watch,
        )

    def _ready(self, found: Found, called: str, names: Names, store: _Store, meter: Meter) -> Ready | Known:
        with Source(found.path, meter) as source:
            audio, tags = self._probe.probe(source.file)
            place = self._place(source, called, audio, tags, names)
            media, is_new = store(source.stream(), audio)
            source.check_unchanged(media.size)
        if isinstance(place, Song):
            return Known(found, place, media, is_new)
        return Ready(found, place, media, is_new)

    def _place(self, source: Source, called: str, audio: Audio, tags: Tags, names: Names) -> Draft | Song:
        """Return what a file will be, or else the song that has its bytes: options gave it a place once."""
        try:
            return draft(called, audio, tags, names)
        except Unusable:
            if names != Names():
                raise
            songs = self._catalogue.songs_of_files([media_key(source.sha256(), audio.extension)])
            if not songs:
                raise
            return songs[0]

    def _stored(self, stream: BinaryIO, audio: Audio) -> tuple[Media, bool]:
        return self._media.put(stream, extension=audio.extension, mime_type=audio.mime_type)

    def _measured(self, stream: BinaryIO, audio: Audio) -> tuple[Media, bool]:
        """Return what the store would say of a file."""
        digest, size = hashlib.sha256(), 0
        while part := stream.read(_PART):
            digest.update(part)
            size += len(part)
        media = Media(key=media_key(digest.hexdigest(), audio.extension), size=size, sha256=digest.hexdigest())
        return media, self._media.verify(media.key) is not None


class _OneFile(UploadWatcher):
    """Keeps the outcome of the one file of an upload."""

    def __init__(self) -> None:
        super().__init__()
        self._outcome: Outcome | None = None

    def finished(self, outcome: Outcome) -> None:
        """Keep it."""
        self._outcome = outcome

    def outcome(self) -> Outcome:
        """Return it. Raises ``Unusable`` where the file could not become a song."""
        outcome = self._outcome
        if outcome is None:
            raise Unusable("it could not be read")
        if outcome.status is Status.FAILED:
            raise Unusable(outcome.reason or "it could not be read", hint=outcome.hint)
        return outcome
