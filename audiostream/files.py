"""Writing small files so that a reader, or a crash, finds the old content or the new one and nothing between.

And who may read what is written.
"""

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path


def replace_content(path: Path, content: bytes) -> None:
    """Write a file whole, durably, and readable by its owner alone (mode 0600); its folder is made.

    Raises:
        OSError: it cannot be written, or what is there is a device, pipe or folder; what was there stays.
    """
    # A rename would put a file in the place of /dev/null, for the whole machine where root does it.
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "not a regular file", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes the file with mode 0600.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone can read, and its folder, where there is none.

    What SQLite puts beside a database has the same mode (findCreateFileMode in its os_unix.c).

    Raises:
        OSError: it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def shut_out_strangers(path: Path) -> None:
    """Take a file from all who are neither its owner nor of its group, where the system has such modes.

    Raises:
        OSError: it cannot be done.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & stat.S_IRWXO:
        path.chmod(mode & ~stat.S_IRWXO)
