"""What SQLite's errors mean to us."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audiostream.errors import AudiostreamError, Rejected, Unavailable

_DAMAGED = (
    "Stop audiostream and move the file away: playlists.sqlite3 and listens.sqlite3 are then made again from "
    "events.sqlite3. For any other file, put a backup in its place."
)
# By primary result code, https://www.sqlite.org/rescode.html; the rest has no advice.
_HINTS = {
    sqlite3.SQLITE_BUSY: "Another process has kept it locked; try again when that one is done.",
    sqlite3.SQLITE_LOCKED: "Another process has kept it locked; try again when that one is done.",
    sqlite3.SQLITE_READONLY: "Its file and folder must be writable for you.",
    sqlite3.SQLITE_PERM: "Its file and folder must be readable and writable for you.",
    sqlite3.SQLITE_CANTOPEN: "Its file and folder must be readable and writable for you.",
    sqlite3.SQLITE_FULL: "Free some space on that disk.",
    sqlite3.SQLITE_IOERR: "Check that disk and the space on it.",
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
}
_DAMAGE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
# Those that blame what was to be stored, not the file.
_BAD_VALUE = (sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)


class DamagedFile(Unavailable):
    """A file that is no database, or a broken one."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as ours; only what no file could ever take is ``Rejected``."""
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(error, path) from error
    except (OverflowError, UnicodeEncodeError) as error:  # a value that does not fit into SQLite's types
        raise Rejected(f"{path}: {error}") from error
    except OSError as error:
        raise Unavailable(
            f"{path}: {error.strerror or error}", hint="Its folder must exist, or be possible to make, and be yours."
        ) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error says that the file is damaged."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF in _DAMAGE


def _ours(error: sqlite3.Error, path: Path) -> AudiostreamError:
    # Misuse of the module (a closed connection) has no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF
    if code in _BAD_VALUE or isinstance(error, sqlite3.DataError):
        return Rejected(f"{path}: {error}")
    kind = DamagedFile if is_damage(error) else Unavailable
    return kind(f"{path}: {error}", hint=_HINTS.get(code))
