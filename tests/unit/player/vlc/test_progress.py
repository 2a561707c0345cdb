"""Where a source is and when it will end."""

import pytest

from audiostream.player.vlc.handover import start_of_next
from audiostream.player.vlc.progress import Progress


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the moment."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def running(clock: Clock, *, start_ms: int = 0, length_ms: int = 60_000) -> Progress:
    """Return the progress of a source that has just begun to sound."""
    progress = Progress(start_ms, clock)
    progress.told_length(length_ms)
    progress.runs()
    return progress


def told(progress: Progress, clock: Clock, positions_ms: list[int], *, late_s: float = 0.0) -> None:
    """Let libvlc tell positions that are right, each at its time."""
    origin = clock.now - progress.position_ms() / 1000
    for position_ms in positions_ms:
        clock.now = origin + position_ms / 1000 + late_s
        progress.told_position(clock.now, position_ms)


def test_it_stands_still_until_it_sounds(clock: Clock) -> None:
    progress = Progress(5_000, clock)
    clock.now += 3
    assert progress.position_ms() == 5_000
    progress.runs()
    clock.now += 3
    assert progress.position_ms() == 8_000


def test_it_moves_between_what_libvlc_tells_and_follows_it(clock: Clock) -> None:
    progress = running(clock)
    clock.now += 0.3
    progress.told_position(clock.now, 280)
    clock.now += 0.1
    assert progress.position_ms() == pytest.approx(380, abs=1)


def test_it_does_not_go_beyond_a_known_length(clock: Clock) -> None:
    progress = running(clock, length_ms=1000)
    clock.now += 2
    assert progress.position_ms() == 1000


def test_a_pause_holds_it(clock: Clock) -> None:
    progress = running(clock)
    clock.now += 2
    progress.holds()
    clock.now += 5
    progress.told_position(clock.now, 9_000)
    assert progress.position_ms() == pytest.approx(2_000, abs=1)
    progress.runs()
    clock.now += 1
    assert progress.position_ms() == pytest.approx(3_000, abs=1)


def test_a_seek_holds_against_what_libvlc_tells_from_before(clock: Clock) -> None:
    progress = running(clock)
    clock.now += 40
    progress.moves(5_000)
    clock.now += 0.05
    progress.told_position(clock.now, 40_050)
    assert progress.position_ms() == pytest.approx(5_050, abs=1)


def test_the_end_is_known_once_positions_agree(clock: Clock) -> None:
    progress = running(clock)
    begin = clock.now
    told(progress, clock, [300, 600])
    assert progress.end() is None
    told(progress, clock, [900], late_s=0.02)
    assert progress.end() == pytest.approx(begin + 60, abs=0.001)


@pytest.mark.parametrize("disturb", ["seek", "pause", "length", "jump"])
def test_the_end_is_not_guessed(clock: Clock, disturb: str) -> None:
    progress = running(clock)
    told(progress, clock, [300, 600, 900])
    assert progress.end() is not None
    if disturb == "seek":
        progress.moves(20_000)
    elif disturb == "pause":
        progress.holds()
    elif disturb == "length":
        progress.told_length(61_000)
    else:
        progress.told_position(clock.now, 2_000)
    assert progress.end() is None


def test_without_a_length_there_is_no_end(clock: Clock) -> None:
    progress = running(clock, length_ms=0)
    told(progress, clock, [300, 600, 900])
    assert progress.end() is None
    assert not progress.broke_off()


@pytest.mark.parametrize(
    ("at_ms", "broke_off"), [(10_000, True), (56_000, True), (57_500, False), (59_900, False), (60_000, False)]
)
def test_an_end_well_before_the_length_is_a_break(clock: Clock, at_ms: int, *, broke_off: bool) -> None:
    progress = running(clock)
    clock.now += at_ms / 1000
    assert progress.broke_off() is broke_off


def test_a_break_is_not_guessed_after_a_seek_or_from_a_changing_length(clock: Clock) -> None:
    moved = running(clock)
    moved.moves(1_000)
    guessed = running(clock, length_ms=30_000)
    guessed.told_length(60_000)
    assert not moved.broke_off()
    assert not guessed.broke_off()
    assert not running(clock, start_ms=500).broke_off()


def test_the_next_track_starts_so_that_it_sounds_at_the_end(clock: Clock) -> None:
    progress = running(clock)
    begin = clock.now
    assert start_of_next(progress, "flac", "flac") is None
    told(progress, clock, [300, 600, 900])
    assert start_of_next(progress, "flac", "flac") == pytest.approx(begin + 60 - 0.010, abs=0.001)
    # Two packets of MP3 pass before the first sample is due; a block of WAV is due later than the position says.
    assert start_of_next(progress, "flac", "mp3") == pytest.approx(begin + 60 - 0.062, abs=0.001)
    assert start_of_next(progress, "wav", "flac") == pytest.approx(begin + 60 + 0.039, abs=0.001)
    assert start_of_next(progress, "xyz", "xyz") == pytest.approx(begin + 60 - 0.010, abs=0.001)
