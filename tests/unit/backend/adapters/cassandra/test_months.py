"""The months by which listens are partitioned."""

import pytest

from audiostream.backend.adapters.cassandra.months import month_of

# 2026-01-31 23:59:59.999999 UTC
MONTH_END = 1_769_903_999_999_999


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (MONTH_END, 202601),
        (MONTH_END + 1, 202602),
        (0, 197001),
        (-1, 197001),
        (-(2**63), 197001),
        (2**53, 225506),
        (2**63 - 1, 999912),
    ],
)
def test_month_of(moment: int, month: int) -> None:
    assert month_of(moment) == month
