"""The months by which listens are partitioned: whole numbers such as 202601, in UTC."""

from datetime import UTC, datetime

_FIRST_US = 0
_LAST_US = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp()) * 1_000_000


def month_of(moment_us: int) -> int:
    """Return the month of a moment in microseconds since the epoch; one before 1970 or after 9999 counts as that."""
    moment = datetime.fromtimestamp(min(max(moment_us, _FIRST_US), _LAST_US) // 1_000_000, UTC)
    return moment.year * 100 + moment.month
