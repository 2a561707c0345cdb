"""From what a person names to files: folders are walked, and whatever is no file is told."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audiostream.backend.services.sources import why

# What audio files are called. Inside folders nothing else is tried; what a file is, its content tells.
AUDIO_SUFFIXES = frozenset(
    {".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".aac", ".wav", ".wave", ".aiff", ".aif", ".aifc"}
)
# Where macOS keeps a file's attributes on file systems that have none (AppleDouble): "._Song.mp3" is no song.
_ATTRIBUTES = "._"
_KINDS = (
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
    (stat.S_ISFIFO, "a pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
)

_Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A file to try; ``size`` in bytes."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be tried, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    identity: _Identity
    names: Iterator[str]


@dataclass
class Walk:
    """One walk over files and folders, in the order named and, inside folders, by name.

    A named file is tried whatever it is called. Links are followed; a folder that can be reached in several
    ways is walked once, and a link that leads back to a folder around it is told. ``ignored`` counts, as the
    walk goes, the files in folders that are not called as audio is.
    """

    paths: Sequence[Path]
    ignored: int = 0
    _walked: set[_Identity] = field(default_factory=set)
    _around: list[_Folder] = field(default_factory=list)

    def __iter__(self) -> Iterator[Found | Refused]:
        """Walk; memory grows with the number of folders and the files of the fullest, not with all files."""
        for named in self.paths:
            path: Path | None = named
            while path is not None:
                if (seen := self._look(path)) is not None:
                    yield seen
                path = self._next()

    def _next(self) -> Path | None:
        while self._around:
            folder = self._around[-1]
            if (name := next(folder.names, None)) is not None:
                return folder.path / name
            self._around.pop()
        return None

    def _look(self, path: Path) -> Found | Refused | None:
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            return Refused(path, _no_status(path, error))
        if stat.S_ISDIR(status.st_mode):
            return self._enter(path, (status.st_dev, status.st_ino))
        if not stat.S_ISREG(status.st_mode):
            return Refused(path, next((reason for test, reason in _KINDS if test(status.st_mode)), "not a file"))
        if self._around and not _is_called_as_audio(path):
            self.ignored += 1
            return None
        return Found(path, status.st_size)

    def _enter(self, path: Path, identity: _Identity) -> Refused | None:
        if outer := next((folder.path for folder in self._around if folder.identity == identity), None):
            return Refused(path, f"a link that leads back to the folder {outer}")
        if identity in self._walked:
            return None
        # Some file systems do not number their files; there, a loop ends at the longest path the system allows.
        if identity[1]:
            self._walked.add(identity)
        try:
            with os.scandir(path) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            return Refused(path, why(error))
        self._around.append(_Folder(path, identity, iter(names)))
        return None


def _is_called_as_audio(path: Path) -> bool:
    return path.suffix.lower() in AUDIO_SUFFIXES and not path.name.startswith(_ATTRIBUTES)


def _no_status(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return "a link to something that does not exist"
    return why(error)
