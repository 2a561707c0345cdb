"""A lock between processes and threads that ends with its holder, however that one ends."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
