"""Only time that sounded counts: by a clock, without pauses, stalls and seeks."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.events import decode, encode
from audiostream.backend.domain.ids import EventId, UserId
from audiostream.player.listens import STALL_MS, Heard, Meter
from tests.support.builders import make_song


def run(meter: Meter, *looks: tuple[int, int]) -> Meter:
    for now_ms, position_ms in looks:
        meter = meter.tick(now_ms, position_ms)
    return meter


def test_counts_what_sounds() -> None:
    meter = run(Meter().sounding(100, 0), (350, 250), (600, 500), (850, 750))
    assert meter.played_ms == 750


def test_a_position_that_is_told_seldom_is_no_stall() -> None:
    meter = run(Meter().sounding(0, 0), (250, 0), (500, 300), (750, 300), (1000, 900))
    assert meter.played_ms == 1000


def test_the_last_moments_count_though_the_position_was_not_told() -> None:
    assert run(Meter().sounding(0, 0), (250, 250), (500, 250)).played_ms == 500


def test_before_it_sounds_nothing_counts() -> None:
    assert run(Meter(), (250, 0), (500, 0)).played_ms == 0


def test_a_pause_does_not_count() -> None:
    meter = run(Meter().sounding(0, 0), (250, 250)).silent()
    meter = run(meter, (5000, 250)).sounding(9000, 250)
    assert run(meter, (9250, 500)).played_ms == 500


def test_a_stall_does_not_count() -> None:
    meter = run(Meter().sounding(0, 0), (250, 250), (2000, 250), (8000, 250))
    assert meter.played_ms == 250
    assert run(meter, (8250, 400)).played_ms == 400


def test_a_seek_forward_does_not_count() -> None:
    meter = run(Meter().sounding(0, 0), (250, 250)).sought(60_000)
    assert run(meter, (500, 60_250)).played_ms == 500


def test_a_seek_back_takes_nothing_away() -> None:
    meter = run(Meter().sounding(0, 60_000), (250, 60_250)).sought(0)
    assert run(meter, (500, 250), (750, 500)).played_ms == 750


def test_a_stall_after_a_seek_does_not_count() -> None:
    meter = run(Meter().sounding(0, 0), (250, 250)).sought(60_000)
    assert run(meter, (250 + 5 * STALL_MS, 60_100)).played_ms == 350


def test_time_that_nobody_looked_at_counts_as_far_as_the_position_moved() -> None:
    assert run(Meter().sounding(0, 0), (5000, 4900)).played_ms == 4900
    assert run(Meter().sounding(0, 0), (5000, 300)).played_ms == 300


@given(
    st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 100_000), st.sampled_from(["tick", "pause", "go", "seek"])),
        max_size=60,
    )
)
def test_never_counts_more_than_the_clock(steps: list[tuple[int, int, str]]) -> None:
    now = 0
    counted = 0
    meter = Meter().sounding(0, 0)
    for after, position, what in steps:
        now += after
        meter = meter.tick(now, position)
        match what:
            case "pause":
                meter = meter.silent()
            case "go":
                meter = meter.sounding(now, position)
            case "seek":
                meter = meter.sought(position)
            case _:
                pass
        assert counted - STALL_MS <= meter.played_ms <= now
        counted = max(counted, meter.played_ms)


@pytest.mark.parametrize(
    ("played_ms", "duration_ms", "completed"),
    [(89_999, 180_000, False), (90_000, 180_000, True), (239_999, 3_600_000, False), (240_000, 3_600_000, True)],
)
def test_half_or_four_minutes_complete_a_listen(played_ms: int, duration_ms: int, completed: bool) -> None:  # noqa: FBT001
    heard = Heard(number=1, song=make_song(), started_us=1, played_ms=played_ms, duration_ms=duration_ms)
    assert heard.completed is completed


def test_the_event_is_one_that_readers_take() -> None:
    song = make_song()
    month_ms = 30 * 24 * 3_600_000
    heard = Heard(number=1, song=song, started_us=1_700_000_000_000_000, played_ms=month_ms, duration_ms=month_ms)
    event = heard.event(EventId(uuid4()), UserId("ada"), 1_700_000_000_000_001, "test")
    assert decode(event.topic, encode(event)) == event
    assert event.song_id == song.id
    assert event.completed
