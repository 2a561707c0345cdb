"""Which months are known to be written."""

from audiostream.backend.adapters.cassandra.listens import KnownMonths
from audiostream.backend.domain.ids import UserId

JANUARY, FEBRUARY = (UserId("ada"), 202601), (UserId("ada"), 202602)


def test_what_was_written_is_known() -> None:
    known = KnownMonths()
    assert known.unknown([JANUARY, FEBRUARY]) == [JANUARY, FEBRUARY]
    known.add([JANUARY])
    assert known.unknown([JANUARY, FEBRUARY]) == [FEBRUARY]


def test_it_forgets_after_a_while() -> None:
    known = KnownMonths(lifetime_s=-1.0)
    known.add([JANUARY])
    assert known.unknown([JANUARY]) == [JANUARY]


def test_it_forgets_when_there_are_too_many() -> None:
    known = KnownMonths(capacity=1)
    known.add([JANUARY, FEBRUARY])
    assert known.unknown([JANUARY]) == [JANUARY]
