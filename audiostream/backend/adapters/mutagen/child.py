"""The process that reads one file: standard input is the file, one line of JSON on standard output is what it is."""

import sys
from contextlib import suppress

import msgspec

from audiostream.backend.adapters.mutagen.limited import CPU_S, MEMORY, Told
from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.errors import Unusable


def main() -> None:
    """Read the file within the limits."""
    _limit()
    try:
        told = Told(found=MutagenProbe().probe(sys.stdin.buffer))
    except Unusable as error:
        told = Told(unusable=error.message)
    sys.stdout.buffer.write(msgspec.json.encode(told))


def _limit() -> None:
    if sys.platform != "win32":  # there, the parent's patience is the only limit
        import resource

        # Beyond these the system ends the process, or gives it no more; nothing is written to any file.
        limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_FSIZE, 0))
        for kind, most in limits:
            with suppress(ValueError, OSError):  # macOS refuses some
                resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
