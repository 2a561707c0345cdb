"""Times as events carry them, and as programs read them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(micros: int) -> datetime:
    """Return the moment so many microseconds after the epoch, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def micros_of(moment: datetime) -> int:
    """Return how many microseconds after the epoch a moment is; exact, as a float is not."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def iso(moment: datetime) -> str:
    """Return a moment as programs read it: ``2026-11-24T18:30:00.000000Z``."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
