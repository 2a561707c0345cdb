"""A file that gives only so much: no header, however it lies, makes us read or hold more."""

import io
from typing import BinaryIO

from audiostream.errors import Unusable

MEGABYTE = 1_000_000
MAX_TAGS = 16 * MEGABYTE
# Tags are read once by us and once by mutagen, an embedded cover at most as often.
_MAX_TOTAL = 4 * MAX_TAGS
# Each read takes about a microsecond; real files need a few hundred.
_MAX_READS = 50_000


class BoundedFile:
    """The reading half of a seekable binary file.

    What it refuses it refuses for ever, and says so in ``refusal``: mutagen turns most exceptions
    into others, or swallows them.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._left = _MAX_TOTAL
        self._reads = 0
        self.refusal: str | None = None
        self.size = self.seek(0, io.SEEK_END)
        self.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, or all that are left. Raises ``Unusable``."""
        if size < 0:
            size = max(0, self.size - self.tell())
        self._reads += 1
        if size > MAX_TAGS:
            self._refuse(f"huge tags: {size / MEGABYTE:,.0f} MB are declared, {MAX_TAGS // MEGABYTE} MB are allowed")
        if self.refusal is not None or self._reads > _MAX_READS or self._left <= 0:
            self._refuse("its headers have no end")
        try:
            data = self._source.read(size)
        except OSError as error:
            raise self._refuse(f"unreadable: {error.strerror or error}") from error
        self._left -= len(data)
        return data

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes from ``offset`` on."""
        self.seek(offset)
        return self.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to an offset; raises ``OSError`` for one before the start, as files do."""
        try:
            return self._source.seek(offset, whence)
        except (ValueError, OverflowError) as error:  # what BytesIO raises, and offsets above 64 bits
            raise OSError(22, str(error)) from error

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._source.tell()

    def _refuse(self, reason: str) -> Unusable:
        self.refusal = self.refusal or reason
        raise Unusable(self.refusal)
