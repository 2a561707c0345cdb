"""Reading a file from outside: it may be anything, change under the hand, or be taken away."""

import errno
import hashlib
import io
import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from audiostream.errors import Unusable

# A pipe that took a file's place since it was found would be waited for, for ever. Windows has no such flag.
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)

_PART = 2**20

_WORDS = {
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "no such file or folder",
    errno.EACCES: "unreadable: permission denied",
    errno.EPERM: "unreadable: permission denied",
    errno.ELOOP: "a link that leads back to itself",
    errno.ENAMETOOLONG: "its path is too long",
}


class Source(AbstractContextManager["Source"]):
    """One file, open for reading; every failure to read it is ``Unusable``, with the reason.

    ``progress`` is called after each read of the stream that ``stream`` gives, with the number of bytes that were read
    for the first time, and may raise to end the reading.
    """

    def __init__(self, path: Path, progress: Callable[[int], None]) -> None:
        self.path = path
        self._progress = progress
        try:
            self._file = io.BufferedReader(io.FileIO(path, "rb", opener=_open))
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            raise unusable(error) from error
        self._before = os.fstat(self._file.fileno())
        if not stat.S_ISREG(self._before.st_mode):
            self._file.close()
            raise Unusable("not a file any more")

    @property
    def file(self) -> BinaryIO:
        """The file, to look into at any place."""
        return cast("BinaryIO", self._file)

    def stream(self) -> BinaryIO:
        """Return the file as a stream at its beginning. To read it a second time is no progress."""
        self._file.seek(0)
        return cast("BinaryIO", _Stream(self._file, self._progress))

    def sha256(self) -> str:
        """Read the file whole, beside its stream, and return its digest in lower-case hex.

        ``progress`` is told of no bytes, after each part.
        """
        digest = hashlib.sha256()
        try:
            self._file.seek(0)
            while part := self._file.read(_PART):
                digest.update(part)
                self._progress(0)
        except OSError as error:
            raise unusable(error) from error
        return digest.hexdigest()

    def check_unchanged(self, size: int) -> None:
        """See that the file is what it was when it was opened, and ``size`` bytes were all of it.

        Raises:
            Unusable: someone has written to it.
        """
        now = os.fstat(self._file.fileno())
        was = self._before
        if (now.st_size, now.st_mtime_ns) != (was.st_size, was.st_mtime_ns) or size != now.st_size:
            raise Unusable("changed while it was read; upload it again when it is complete")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()


class _Stream(io.RawIOBase):
    """A file, and what is told of the reading of it."""

    def __init__(self, file: "io.BufferedReader[io.FileIO]", progress: Callable[[int], None]) -> None:
        self._file = file
        self._progress = progress
        self._told = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            found = self._file.read(size)
            done = self._file.tell()
        except OSError as error:
            raise unusable(error) from error
        self._progress(max(0, done - self._told))
        self._told = max(self._told, done)
        return found


def unusable(error: OSError | ValueError) -> Unusable:
    """Return the failure to read a file as one that concerns that file alone."""
    return Unusable(why(error))


def why(error: OSError | ValueError) -> str:
    """Return in words what the system says of a file."""
    if isinstance(error, OSError):
        return _WORDS.get(error.errno or 0) or f"unreadable: {error.strerror or error}"
    return f"unreadable: {error}"


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAITING)
