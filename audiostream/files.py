"""Writing small files so that a reader, or a crash, finds the old content or the new one and nothing between."""

import contextlib
import errno
import os
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
