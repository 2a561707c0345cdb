"""Uploading: from files and folders to songs."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias

from audiostream.backend.domain.catalogue import Audio, Media, Song, Tags, media_key
from audiostream.backend.ports import AudioProbe, Catalogue, MediaStore
from audiostream.backend.services.discovery import Found, Walk
from audiostream.backend.services.drafts import Draft, Into, Names, draft, settle
from audiostream.backend.services.filing import Filing, Rehearsal
from audiostream.backend.services.outcomes import Outcome, Status, Summary, UploadWatcher
from audiostream.backend.services.sources import Source
from audiostream.backend.services.upload_run import Known, Meter, Ready, UploadRun
from audiostream.errors import Unusable

__all__ = ["Into", "Outcome", "Status", "Summary", "UploadService", "UploadWatcher"]

_PART = 2**20

_Store: TypeAlias = Callable[[BinaryIO, Audio], tuple[Media, bool]]


class UploadService:
    """Reads files, stores them and writes their songs."""

    def __init__(self, catalogue: Catalogue, media: MediaStore, probe: AudioProbe) -> None:
        self._catalogue = catalogue
        self._media = media
        self._probe = probe

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
            NotFound, InvalidInput: as ``drafts.settle`` says; nothing was done.
        """
        names = settle(into or Into(), self._catalogue)
        store = self._measured if dry_run else self._stored
        run = UploadRun(
            ready=lambda found, meter: self._ready(found, names, store, meter),
            filer=Rehearsal(self._catalogue) if dry_run else Filing(self._catalogue),
            new=Status.WOULD_CREATE if dry_run else Status.CREATED,
            restored=Status.WOULD_RESTORE if dry_run else Status.RESTORED,
            watch=watch or UploadWatcher(),
        )
        return run.over(Walk(paths), jobs=jobs)

    def _ready(self, found: Found, names: Names, store: _Store, meter: Meter) -> Ready | Known:
        with Source(found.path, meter) as source:
            audio, tags = self._probe.probe(source.file)
            place = self._place(source, audio, tags, names)
            media, is_new = store(source.stream(), audio)
            source.check_unchanged(media.size)
        if isinstance(place, Song):
            return Known(found, place, media, is_new)
        return Ready(found, place, media, is_new)

    def _place(self, source: Source, audio: Audio, tags: Tags, names: Names) -> Draft | Song:
        """Return what a file will be, or else the song that has its bytes: options gave it a place once."""
        try:
            return draft(source.path, audio, tags, names)
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
