"""Times as people write them, in the zone of their clock unless they name one."""

import re
from datetime import UTC, datetime, timedelta

from audiostream.errors import InvalidInput

ALLOWED = (
    "a date (2026-11-24), a date and time (2026-11-24T18:30, with +01:00 or Z for another zone than this machine's), "
    "or how long ago (30m, 12h, 7d, 2w)"
)

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGO = re.compile(r"([0-9]{1,9})([mhdw])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


def parse_moment(text: str, option: str, *, now: datetime, end_of_day: bool = False) -> datetime:
    """Read a moment; a date alone is its start, or with ``end_of_day`` the start of the day after it.

    Raises:
        InvalidInput: it is none; the message begins with ``option`` and names what is allowed.
    """
    text = text.strip()
    try:
        if ago := _AGO.fullmatch(text):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        if _DATE.fullmatch(text):
            return (datetime.fromisoformat(text) + timedelta(days=end_of_day)).astimezone()
        if _DATE_TIME.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.astimezone()
    except (ValueError, OverflowError, OSError):  # no such day, or out of the range of the platform's clock
        pass
    raise InvalidInput(f"{option}: {text!r} is not a moment; allowed are: {ALLOWED}")


def moment_of(micros: int) -> datetime:
    """Return the moment so many microseconds after the epoch, in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def iso(micros: int) -> str:
    """Return a moment as programs read it: ``2026-11-24T18:30:00.000000Z``."""
    return moment_of(micros).isoformat(timespec="microseconds").replace("+00:00", "Z")


def local(micros: int) -> str:
    """Return a moment as a person's clock shows it, to the minute."""
    return f"{moment_of(micros).astimezone():%Y-%m-%d %H:%M}"
