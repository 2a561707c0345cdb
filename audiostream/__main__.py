"""Entry point of the ``audiostream`` command and of ``python -m audiostream``."""

import gc
import os
import sys
from contextlib import suppress

# Modules are never garbage; to look for it among them, every 700 objects, is a seventh of the time that a
# command takes to start.
_OBJECTS_BEFORE_A_LOOK = 50_000


def main() -> int:
    """Run the command line and return its exit code."""
    # Asked by scripts and shells at every start: answered before Typer (70 ms) is loaded.
    if sys.argv[1:] in (["--version"], ["-V"]):
        from audiostream import __version__

        # What standard output does not take, run() tells of.
        with suppress(OSError):
            print(f"audiostream {__version__}", flush=True)
            return 0
    gc.set_threshold(_OBJECTS_BEFORE_A_LOOK)
    from audiostream.cli.app import run
    from audiostream.cli.streams import prepare_streams

    prepare_streams()
    if os.environ.get("_AUDIOSTREAM_COMPLETE", "").startswith("complete_"):  # asked by a shell, at the tab key
        from audiostream.cli.shells import answer

        return answer(lambda: run(sys.argv[1:]))
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
