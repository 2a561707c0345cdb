"""The port ``AudioProbe`` for files of strangers: read in a process that can take only so much memory and time."""

import subprocess
import sys
from typing import BinaryIO

import msgspec

from audiostream.backend.domain.catalogue import Audio, Tags
from audiostream.errors import Unavailable, Unusable

MEMORY = 512 * 2**20
CPU_S = 10
"""What the process may take: bytes of memory, seconds of a processor."""

_WALL_S = 30.0
_CHILD = "audiostream.backend.adapters.mutagen.child"


class Told(msgspec.Struct):
    """What the process says of a file: either what it is, or why it cannot be used."""

    found: tuple[Audio, Tags] | None = None
    unusable: str | None = None


class LimitedProbe:
    """Has a process of its own read each file; whatever becomes of that one, this one goes on.

    The file must be one of the system's, as the process inherits it.
    """

    def probe(self, source: BinaryIO) -> tuple[Audio, Tags]:
        """Tell what a seekable file is; raises ``Unusable`` with the reason."""
        source.seek(0)
        try:
            # -I: nothing that a user or folder of this machine adds to Python has a part in it.
            done = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-I", "-m", _CHILD],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_WALL_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unusable("its headers take too long to read") from error
        except OSError as error:
            raise Unavailable(f"no process can be started to read it: {error.strerror}") from error
        return _result(done.returncode, done.stdout)


def _result(code: int, output: bytes) -> tuple[Audio, Tags]:
    try:
        told = msgspec.json.decode(output, type=Told)
    except msgspec.MsgspecError:
        told = Told()
    if told.unusable is not None:
        raise Unusable(told.unusable)
    if code or told.found is None:
        raise Unusable("its headers take too much memory or time to read")
    return told.found
