"""A worker does not outlive the server it is of: it would keep the port, and nobody would tell it to stop."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from multiprocessing import connection
from multiprocessing.process import BaseProcess

_log = logging.getLogger(__name__)


def end_with_parent(*, within_s: float) -> None:
    """Stop this process when the one that started it is gone, in whatever way: as at SIGTERM, and soon by force."""
    parent = multiprocessing.parent_process()
    if parent is not None:  # a worker that a person runs by hand has none
        threading.Thread(target=_watch, args=(parent, within_s), name="parent", daemon=True).start()


def _watch(parent: BaseProcess, within_s: float) -> None:
    connection.wait([parent.sentinel])
    _log.warning("The server was killed: this worker of it stops")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(within_s)
    os._exit(1)
