"""How many records are taken at once, from how long the last took."""

from audiostream.backend.pace import LEAST, MOST, WITHIN_S, Pace


def test_batches_that_are_quickly_done_grow_to_the_most() -> None:
    pace, limits = Pace(), []
    while pace.limit < MOST:
        limits.append(pace.limit)
        pace.took(pace.limit, WITHIN_S / 100)
    assert limits == [LEAST * 2**number for number in range(len(limits))]
    pace.took(MOST, 0.0)
    assert pace.limit == MOST


def test_a_small_batch_does_not_tell_of_large_ones() -> None:
    pace = Pace()
    pace.took(LEAST // 2, 0.001)
    assert pace.limit == LEAST


def test_a_batch_that_took_too_long_is_followed_by_one_that_does_not() -> None:
    pace = Pace()
    for _ in range(9):
        pace.took(pace.limit, 0.1)
    pace.took(MOST, 4 * WITHIN_S)
    assert pace.limit == MOST // 4
    pace.took(10, 4 * WITHIN_S)
    assert pace.limit == LEAST


def test_where_each_takes_as_long_as_it_may_the_size_stays() -> None:
    pace = Pace()
    for _ in range(9):
        pace.took(pace.limit, pace.limit / 8000 * WITHIN_S)
    assert pace.limit == 8000
