"""Which months are known to be written."""

from audiostream.backend.adapters.cassandra.listens import KnownMonths
from audiostream.backend.domain.ids import UserId

TABLE = "the first"
JANUARY, FEBRUARY = (UserId("ada"), 202601), (UserId("ada"), 202602)


def test_what_was_written_is_known() -> None:
    known = KnownMonths()
    assert known.unknown([JANUARY, FEBRUARY], of=TABLE) == [JANUARY, FEBRUARY]
    known.add([JANUARY])
    assert known.unknown([JANUARY, FEBRUARY], of=TABLE) == [FEBRUARY]


def test_it_forgets_after_a_while() -> None:
    known = KnownMonths(lifetime_s=-1.0)
    known.add([JANUARY])
    assert known.unknown([JANUARY], of=TABLE) == [JANUARY]


def test_it_forgets_when_the_table_is_another() -> None:
    known = KnownMonths()
    assert known.unknown([JANUARY], of=TABLE) == [JANUARY]
    known.add([JANUARY])
    assert known.unknown([JANUARY], of="the second") == [JANUARY]


def test_it_forgets_when_there_are_too_many() -> None:
    known = KnownMonths(capacity=1)
    known.add([JANUARY, FEBRUARY])
    assert known.unknown([JANUARY], of=TABLE) == [JANUARY]
