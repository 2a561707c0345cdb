"""A lock between processes and threads that ends with its holder, however that one ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock that a file stands for; waits for whoever has it. The file is made, and stays."""
    with path.open("ab") as file:
        if sys.platform == "win32":
            # The first byte; it waits for ten seconds, then raises OSError.
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            # flock and not lockf: it holds between the threads of a process too. Closing gives it back.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


@contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Hold the lock that a folder stands for; waits for whoever has it. Nothing is left in it, but on Windows.

    Where its file system (NFS, for one) locks no folders, this locks nothing.
    """
    if sys.platform == "win32":  # which locks no folders
        with locked(folder / ".lock"):
            yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
