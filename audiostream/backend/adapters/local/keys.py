"""From keys to paths below one folder, and from the system's errors to ours."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from audiostream.errors import AudiostreamError, Rejected, Unavailable

_HINTS = {
    errno.ENOSPC: "Free some space on that disk; what was there before is as it was.",
    errno.EDQUOT: "Free some space, or have your quota raised; what was there before is as it was.",
    errno.EROFS: "That disk is mounted read-only: mount it writable, or choose another data_dir.",
    errno.EACCES: "The folder and what is in it must be readable and writable for you.",
    errno.EPERM: "The folder and what is in it must be readable and writable for you.",
    errno.EMFILE: "Too many files are open: upload with fewer --jobs.",
}
_NEVER = (errno.ENAMETOOLONG, errno.EFBIG, errno.EINVAL)


def path_of(folder: Path, key: str) -> Path:
    """Return where a key's file is.

    Raises:
        Rejected: the key would lead out of the folder, or means something else on another system.
    """
    parts = PurePosixPath(key).parts
    if not key or key != "/".join(parts) or ".." in parts or any(char in key for char in "\\:\0"):
        raise Rejected(f"{key!r} is not a key of a stored file")
    return folder.joinpath(*parts)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise the errors of the file system as ours, naming the path where they say none."""
    try:
        yield
    except OSError as error:
        raise _ours(error, path) from error


def _ours(error: OSError, path: Path) -> AudiostreamError:
    message = f"{error.filename or path}: {error.strerror or error}"
    if error.errno in _NEVER:
        return Rejected(message)
    return Unavailable(message, hint=_HINTS.get(error.errno or 0))
