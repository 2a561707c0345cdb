"""How every SQLite file of ours is used: durably, and by many processes at once."""

import sqlite3
import time

BUSY_TIMEOUT_S = 10.0
"""How long one process waits for another's lock."""

DURABLE = (
    # FULL: what a commit has stored survives a power cut. macOS flushes the drive's cache only with fullfsync.
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
)
"""What each connection is told first."""


def use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Have readers and a writer of a file not wait for each other, from now on."""
    # The change itself fails at once where another process makes it too: SQLite does not apply its busy timeout there.
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
