"""What the parts below the command line have to remark, told as the command line tells all that is not data.

They use ``logging``, as they do not know who listens; here that becomes a line on standard error.
"""

import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audiostream.text import one_line

if TYPE_CHECKING:
    from audiostream.cli.environment import Environment

_OURS = logging.getLogger("audiostream")


@contextlib.contextmanager
def remarks_told(environment: "Environment") -> Iterator[None]:
    """Tell warnings meanwhile, with ``--verbose`` all remarks, and nothing with ``--quiet``."""
    handler = _Teller(environment)
    level = _OURS.level
    _OURS.addHandler(handler)
    _OURS.setLevel(logging.DEBUG)  # what is told is decided at each remark, as options are read in between
    try:
        yield
    finally:
        _OURS.removeHandler(handler)
        _OURS.setLevel(level)


class _Teller(logging.Handler):
    def __init__(self, environment: "Environment") -> None:
        super().__init__()
        self._environment = environment

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING or self._environment.options.verbose:
            # Remarks come from any thread; what cannot be written is nobody's failure.
            with contextlib.suppress(OSError, ValueError):
                self._environment.say(f"audiostream: {one_line(record.getMessage())}")
