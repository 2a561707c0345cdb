"""The port ``MediaStore`` on a folder.

songs/<first two hex>/<sha256>.<ext>     whole files, never changed
incoming/<uuid>.part                     what is being written, or was when its writer died
lock                                     held for the moment in which a file gets its name, or loses it
"""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from audiostream.backend.adapters.local.keys import path_of, translated
from audiostream.backend.domain.catalogue import Media, media_key
from audiostream.backend.ports import StoredObject
from audiostream.errors import Rejected, Unavailable, Unusable
from audiostream.lock import locked

_CHUNK = 1 << 20
# What some network file systems answer, which have no such thing for folders.
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
_TREES = ("songs", "incoming")


class LocalMediaStore:
    """Files in a folder, which is made when the first one is stored."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: BinaryIO, *, extension: str, mime_type: str) -> tuple[Media, bool]:  # noqa: ARG002 - the name's ending says it here
        """Read a stream to its end once, hash and store it; return what it is, and whether it was not there whole.

        Raises:
            Unusable: the stream cannot be read.
        """
        if not (extension.isascii() and extension.isalnum()):
            raise Rejected(f"{extension!r} cannot be the extension of a stored file")
        part = self._folder / "incoming" / f"{uuid4().hex}.part"
        with translated(self._folder):
            part.parent.mkdir(parents=True, exist_ok=True)
            try:
                sha256, size = _copy(source, part)
                key = media_key(sha256, extension)
                is_new = self._name(part, key, is_spoiled=self._is_spoiled(key, size))
                return Media(key=key, size=size, sha256=sha256), is_new
            finally:
                # Gone already when all went well; what cannot be removed is left to the garbage collection.
                with suppress(OSError):
                    part.unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        """Return whether a file is stored under the key."""
        path = path_of(self._folder, key)
        with translated(path):
            return path.is_file()

    def objects(self) -> Iterator[StoredObject]:
        """Yield all that is stored, in no order."""
        for tree in _TREES:
            yield from self._files(self._folder / tree)

    def delete(self, key: str, *, unmodified_since: datetime | None = None) -> bool:
        """Remove a file, or with ``unmodified_since`` only one that was not asked to be stored from then on."""
        path = path_of(self._folder, key)
        with translated(path):
            if not path.exists():
                return False
            with locked(self._folder / "lock"), suppress(FileNotFoundError):
                if unmodified_since is not None and path.stat().st_mtime >= unmodified_since.timestamp():
                    return False
                path.unlink()
                return True
        return False

    def verify(self, key: str) -> str | None:
        """Read a file whole; return what is wrong with it, or None."""
        path = path_of(self._folder, key)
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            return f"unreadable: {error.strerror or error}"
        return None if found == path.stem else f"other content (SHA-256 {found[:12]}...)"

    def _is_spoiled(self, key: str, size: int) -> bool:
        """Return whether there is a file of this name with another content."""
        try:
            if path_of(self._folder, key).stat().st_size != size:
                return True
        except FileNotFoundError:
            return False
        return self.verify(key) not in (None, "missing")

    def _name(self, part: Path, key: str, *, is_spoiled: bool) -> bool:
        """Give a whole file its name; return whether none was there, or a spoiled one."""
        path = path_of(self._folder, key)
        new_folder = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._folder / "lock"):
            is_new = is_spoiled or not path.exists()
            try:
                # Whatever is there: the new one is known to be whole, and too young to be taken for a leftover.
                part.replace(path)
            except FileNotFoundError as error:
                raise Unavailable(f"{part}: it was removed while written", hint="Upload the file again.") from error
            except PermissionError:  # Windows replaces no file that somebody reads
                if is_new:
                    raise
                os.utime(path)
        _sync_folder(path.parent)
        if new_folder:
            _sync_folder(path.parent.parent)
            _sync_folder(self._folder)
        return is_new

    def _files(self, folder: Path) -> Iterator[StoredObject]:
        def fail(error: OSError) -> None:
            if not isinstance(error, FileNotFoundError):
                raise error

        with translated(folder):
            for where, _, names in os.walk(folder, onerror=fail):
                for name in names:
                    path = Path(where, name)
                    with suppress(FileNotFoundError):
                        status = path.lstat()
                        key = path.relative_to(self._folder).as_posix()
                        modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
                        yield StoredObject(key=key, size=status.st_size, modified_at=modified_at)


def _copy(source: BinaryIO, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("xb", buffering=0) as file:
        while chunk := _read(source):
            digest.update(chunk)
            size += len(chunk)
            view = memoryview(chunk)
            while view:  # a disk that fills up takes a part
                view = view[file.write(view) :]
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise Unusable(f"unreadable: {error.strerror or error}") from error


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no way to, and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)
