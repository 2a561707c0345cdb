"""Times as people write them."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.times import iso, moment_of
from audiostream.cli.dates import local, parse_moment
from audiostream.errors import InvalidInput

NOW = datetime(2026, 11, 24, 18, 30, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)

# Summer time begins on the last Sunday of March and ends on that of October: in Berlin at two and three in the
# morning, in Beirut at midnight. Written out, so that no database of zones is needed.
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
BEIRUT = "EET-2EEST,M3.5.0/0,M10.5.0/0"
KATHMANDU = "NPT-5:45"
# Windows cannot change a process's zone: there the machine's own is the only one.
ZONES = [BERLIN, BEIRUT, KATHMANDU, "UTC0"] if hasattr(time, "tzset") else [""]


def _use(zone: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        if zone:
            patch.setenv("TZ", zone)
            time.tzset()
        yield
    if zone:
        time.tzset()


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for _ in _use(request.param, monkeypatch):
        yield request.param


@pytest.fixture(params=ZONES[:1])
def berlin(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    for _ in _use(request.param, monkeypatch):
        yield request.param == BERLIN


def _moment(text: str, *, end: bool = False, now: datetime = NOW) -> datetime:
    return parse_moment(text, "--since", now=now, end=end)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes").removesuffix("+00:00")


def test_a_day_of_23_hours_and_one_of_25(berlin: bool) -> None:  # noqa: FBT001 - a fixture
    spring = _moment("2026-03-29"), _moment("2026-03-29", end=True)
    autumn = _moment("2026-10-25"), _moment("2026-10-25", end=True)
    if berlin:
        assert [*map(_written, spring)] == ["2026-03-28T23:00", "2026-03-29T22:00"]
        assert [*map(_written, autumn)] == ["2026-10-24T22:00", "2026-10-25T23:00"]
    assert (spring[1] - spring[0]) + (autumn[1] - autumn[0]) == 48 * HOUR


def test_of_a_time_that_comes_twice_the_first_is_meant(berlin: bool) -> None:  # noqa: FBT001
    twice = _moment("2026-10-25 02:30")
    assert twice - _moment("2026-10-25 01:30") == HOUR
    if berlin:
        assert _written(twice) == "2026-10-25T00:30"


@pytest.mark.parametrize(
    ("text", "day_after"),
    [
        ("2026-11-24", "2026-11-25"),
        ("2026-11", "2026-12-01"),
        ("2026-12", "2027-01-01"),
        ("2024-02", "2024-03-01"),
        ("2024-02-29", "2024-03-01"),
        ("2026", "2027-01-01"),
        ("2026-12-31", "2027-01-01"),
    ],
)
def test_a_day_a_month_and_a_year_end_where_the_next_begins(zone: str, text: str, day_after: str) -> None:  # noqa: ARG001
    assert _moment(text, end=True) == _moment(day_after)


@pytest.mark.parametrize(("text", "day"), [("2026-11", "2026-11-01"), ("2026", "2026-01-01"), ("0001-01-03", None)])
def test_a_month_and_a_year_begin_with_their_first_day(zone: str, text: str, day: str | None) -> None:  # noqa: ARG001
    assert _moment(text) == _moment(day or text)


@pytest.mark.parametrize("text", ["2026-11-24 18:30", "2026-11-24T18:30", "  2026-11-24   18:30:00 "])
def test_a_time_without_a_zone_is_of_this_machine(zone: str, text: str) -> None:  # noqa: ARG001
    assert _moment(text) - _moment("2026-11-24") == 18.5 * HOUR
    assert _moment(text, end=True) == _moment(text)


@pytest.mark.parametrize("text", ["2026-11-24T18:30:15Z", "2026-11-24 19:30:15+01:00", "2026-11-24T14:00:15.000-0430"])
def test_a_time_may_name_its_zone(zone: str, text: str) -> None:  # noqa: ARG001
    assert _moment(text) == NOW


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        ("1 hour ago", timedelta(hours=1)),
        ("3 Days", timedelta(days=3)),
        ("0m", timedelta()),
    ],
)
def test_how_long_ago(text: str, back: timedelta) -> None:
    assert _moment(text) == _moment(text, end=True) == NOW - back


def test_today_and_yesterday_are_days_of_this_zone(zone: str) -> None:
    assert _moment("today") <= NOW < _moment("Today", end=True)
    assert _moment("yesterday", end=True) == _moment("today")
    assert _moment("today") - _moment("YESTERDAY") == 24 * HOUR
    if zone == KATHMANDU:  # where it is past midnight
        assert _written(_moment("today")) == "2026-11-24T18:15"


def test_yesterday_may_have_25_hours(berlin: bool) -> None:  # noqa: FBT001
    now = datetime(2026, 10, 26, 12, tzinfo=UTC)
    length = _moment("yesterday", now=now, end=True) - _moment("yesterday", now=now)
    assert length == (25 if berlin else 24) * HOUR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-00",
        "2026-02-29",
        "2026-11-24 25:00",
        "2026-11-24 7pm",
        "24.11.2026",
        "7",
        "-7d",
        "7y",
        "999999999w",
        "0000",
        "٢٠٢٦-11-24",
        "2026-11-24\x1b[2J",
        "tomorrow",
    ],
)
def test_what_is_no_time_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        _moment(text, end=True)
    assert caught.value.message.startswith("--since: ")
    assert "yesterday" in str(caught.value.hint)


@pytest.mark.parametrize("text", ["0001", "0001-01", "0001-01-01", "0001-01-01 00:00"])
def test_the_first_day_of_all_is_before_everything(zone: str, text: str) -> None:  # noqa: ARG001
    assert _moment(text) < datetime(1, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "9999-12-31 23:59"])
def test_the_last_day_of_all_is_after_everything(zone: str, text: str) -> None:  # noqa: ARG001
    assert _moment(text, end=True) > datetime(9999, 12, 30, tzinfo=UTC)
    assert iso(_moment(text, end=True)).startswith("9999-12-31T")


@given(
    text=st.text(max_size=30) | st.from_regex(r"\d{4}(-\d{2}){0,2}([ T]\d{2}:\d{2})?(Z|\+\d\d:\d\d)?", fullmatch=True)
)
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        moment = _moment(text, end=True)
    except InvalidInput:
        return
    assert moment.tzinfo is not None


@given(day=st.dates(date(1971, 1, 1), date(2037, 12, 30)))
def test_days_follow_each_other_without_gap_or_overlap(day: date) -> None:
    end = _moment(day.isoformat(), end=True)
    assert end == _moment((day + timedelta(days=1)).isoformat())
    assert 22 * HOUR < end - _moment(day.isoformat()) < 26 * HOUR


def test_days_follow_each_other_where_summer_begins_at_midnight(zone: str) -> None:  # noqa: ARG001
    day = date(2026, 1, 1)
    while day.year == 2026:
        end = _moment(day.isoformat(), end=True)
        assert end - _moment(day.isoformat()) in {23 * HOUR, 24 * HOUR, 25 * HOUR}, day
        day += timedelta(days=1)
        assert end == _moment(day.isoformat())


@given(micros=st.integers(0, 2**53))
def test_what_programs_read_is_read_back_exactly(micros: int) -> None:
    written = iso(moment_of(micros))
    assert _moment(written) == moment_of(micros)
    assert iso(moment_of(micros).astimezone()) == written


def test_a_moment_is_shown_as_the_clock_of_this_machine_has_it(zone: str) -> None:
    shown = local(NOW)
    assert _moment(shown) == NOW.replace(second=0)
    if zone == BERLIN:
        assert shown == "2026-11-24 19:30"
