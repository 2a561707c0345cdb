"""Where bodies of requests are until they are taken: on the disk of the data, as what is for /tmp may be memory.

<data_dir>/receiving/*      a body that is being read, or a file of one; or was, when its server was killed
"""

import time
from contextlib import suppress
from pathlib import Path

STALE_AFTER_S = 2 * 3600
"""Nobody writes to such a file any more: an upload may take an hour."""


def receiving_folder(data_dir: Path) -> Path | None:
    """Return the folder, made, and rid of what servers left there that were killed; None where it cannot be made.

    Another server may be at work in it: what is young stays.
    """
    folder = data_dir / "receiving"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = list(folder.iterdir())
    except OSError:  # a server of a cluster needs no disk of its own: the system's folder will do
        return None
    before = time.time() - STALE_AFTER_S
    for file in files:
        with suppress(OSError):
            if file.stat().st_mtime < before:
                file.unlink()
    return folder
