"""Times as people write and read them, in the zone of their clock unless they name one."""

import re
from datetime import UTC, datetime, timedelta

from audiostream.errors import InvalidInput

ALLOWED = (
    "today, yesterday, a date (2026-11-24), a month (2026-11), a year (2026), a date and time (2026-11-24 18:30), "
    "or how long ago (30m, 12h, 7d, 2w)"
)

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGO = re.compile(r"(\d{1,9}) ?(m|h|d|w|minutes?|hours?|days?|weeks?)( ago)?", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
# Before and after all listens.
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)
_MIDST, _LAST_MONTH, _LAST_DAY = 2000, 12, 31
_DAYS_BACK = {"today": 0, "yesterday": 1}


def parse_moment(text: str, option: str, *, now: datetime, end: bool = False) -> datetime:
    """Read a moment: of a day, month or year its start, or with ``end`` the start of the next.

    ``now`` has a zone. A time that names none is of this machine's zone: one that a clock shows
    twice, as it is put back, is the first of both.

    Raises:
        InvalidInput: it is none; the message begins with ``option`` and names what is allowed.
    """
    text = " ".join(text.split())
    try:
        if (back := _DAYS_BACK.get(text.lower())) is not None:
            day = now.astimezone().replace(tzinfo=None) - timedelta(days=back)
            return _edge(day.year, day.month, day.day, end=end)
        if ago := _AGO.fullmatch(text.lower()):
            return now - timedelta(**{_UNITS[ago[2][0]]: int(ago[1])})
        if date := _DATE.fullmatch(text):
            return _edge(*(int(part) for part in date.groups() if part), end=end)
        if _DATE_TIME.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else _in_this_zone(moment)
    except (ValueError, OverflowError, OSError):  # no such day, or out of the range of the platform's clock
        pass
    raise InvalidInput(f"{option}: {text!r} is not a time", hint=f"Allowed are: {ALLOWED}.")


def _edge(year: int, month: int | None = None, day: int | None = None, *, end: bool) -> datetime:
    """Return the start of a year, month or day, or of the one after it."""
    start = datetime(year, 1 if month is None else month, 1 if day is None else day)  # noqa: DTZ001 - see below
    if not end:
        next_ = start
    elif year == _LATEST.year and month in {None, _LAST_MONTH} and day in {None, _LAST_DAY}:
        return _LATEST
    elif day is not None:
        next_ = start + timedelta(days=1)
    elif month is not None:
        next_ = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    else:
        next_ = start.replace(year=year + 1)
    return _in_this_zone(next_)


def _in_this_zone(moment: datetime) -> datetime:
    """Return a moment with this zone's offset on that day; beyond the platform's clock, the end of time."""
    try:
        return moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return _EARLIEST if moment.year < _MIDST else _LATEST


def local(moment: datetime) -> str:
    """Return a moment as a person's clock shows it, to the minute."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
