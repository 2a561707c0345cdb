"""What is to be stored: hashed before it is sent, as its key is its hash."""

import hashlib
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import BinaryIO

from audiostream.errors import Unavailable, Unusable

# What is no larger is kept in memory and sent whole. Amazon's parts have at least 5 MiB, and there are at most 10,000.
PART = 8 << 20
LARGEST = 10_000 * PART
_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Content:
    """A file's bytes, and what they hash to.

    ``whole`` holds the bytes of a small file; a larger one is read again by :meth:`parts`, each of 8 MiB but the
    last, and ``digests`` are the SHA-256 of those.
    """

    sha256: bytes
    size: int
    whole: bytes | None
    digests: tuple[bytes, ...] = ()
    file: BinaryIO | None = field(default=None, repr=False)
    start: int = 0

    @property
    def checksum(self) -> str:
        """The SHA-256 as S3 writes it."""
        return encoded(self.sha256)

    @property
    def composite(self) -> str:
        """The SHA-256 of the parts' SHA-256s as S3 writes it, of what was sent in parts."""
        return f"{encoded(hashlib.sha256(b''.join(self.digests)).digest())}-{len(self.digests)}"

    def parts(self) -> Iterator[bytes]:
        """Read a larger file again, part by part.

        Raises:
            Unusable: it cannot be read any more.
        """
        if self.file is None:
            return
        _rewind(self.file, self.start)
        for _ in self.digests:
            yield _read_part(self.file)


def encoded(digest: bytes) -> str:
    """Return a digest as S3's headers have it."""
    return b64encode(digest).decode("ascii")


@contextmanager
def hashed(source: BinaryIO, *, beside: Callable[[], object] = lambda: None) -> Iterator[Content]:
    """Read a stream to its end, and give what it holds.

    A small one is then in memory. A larger one is sent by reading it a second time: that costs less than sending it
    under another key and having the server copy it, and what is stored already need not be sent at all. A stream that
    cannot be read twice goes to a temporary file first. Hashing leaves Python free: meanwhile ``beside`` is called, for
    what sending a larger one will need.

    Raises:
        Unusable: it cannot be read.
    """
    start = source.tell() if source.seekable() else 0
    first, second = _read_part(source), _read_part(source)
    if not second:
        yield Content(sha256=hashlib.sha256(first).digest(), size=len(first), whole=first)
        return
    with ExitStack() as stack:
        copy = None
        if not source.seekable():
            with _disk_trouble():
                copy = stack.enter_context(tempfile.TemporaryFile(prefix="audiostream-"))
        parts = chain((first, second), iter(partial(_read_part, source), b""))
        yield _larger(parts, source, copy, start, beside)


def _larger(
    parts: Iterator[bytes], source: BinaryIO, copy: BinaryIO | None, start: int, beside: Callable[[], object]
) -> Content:
    whole, digests, size = hashlib.sha256(), [], 0
    # The hash of the whole and that of a part are reckoned at the same time.
    with ThreadPoolExecutor(2, thread_name_prefix="s3-hash") as threads:
        # What goes wrong in it goes wrong again, and is told, where it is needed.
        threads.submit(beside)
        for part in parts:
            digest = threads.submit(_sha256, part)
            whole.update(part)
            size += len(part)
            if copy:
                with _disk_trouble():
                    copy.write(part)
            digests.append(digest.result())
            if size > LARGEST:
                raise Unusable(f"it has more than {LARGEST >> 30} GiB")
    return Content(
        sha256=whole.digest(),
        size=size,
        whole=None,
        digests=tuple(digests),
        file=copy or source,
        start=0 if copy else start,
    )


def _sha256(part: bytes) -> bytes:
    return hashlib.sha256(part).digest()


def _read_part(source: BinaryIO) -> bytes:
    """Read a part, or what there is left of one."""
    chunks, left = [], PART
    while left and (chunk := _read(source, min(left, _CHUNK))):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _read(source: BinaryIO, size: int) -> bytes:
    try:
        return source.read(size)
    except OSError as error:
        raise Unusable(f"unreadable: {error.strerror or error}") from error


def _rewind(source: BinaryIO, start: int) -> None:
    try:
        source.seek(start)
    except OSError as error:
        raise Unusable(f"unreadable: {error.strerror or error}") from error


@contextmanager
def _disk_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        hint = "Free some space there, or set TMPDIR to another folder."
        raise Unavailable(f"{tempfile.gettempdir()}: {error.strerror or error}", hint=hint) from error
