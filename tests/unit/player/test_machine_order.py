"""What a player goes on to: the order, opening ahead, and tracks that fail."""

import pytest

from audiostream.player.effects import (
    Finish,
    OpenAhead,
    Play,
    RecordListen,
    Seek,
    SetMuted,
    SetVolume,
    Skipped,
    Stop,
)
from audiostream.player.engine import Ended, Failed, OutputFailed, Started
from audiostream.player.machine import Event
from audiostream.player.model import (
    ChangeVolume,
    CycleRepeat,
    Ending,
    Next,
    Previous,
    Repeat,
    Status,
    ToggleMute,
    TogglePause,
    ToggleShuffle,
)
from tests.support.machine import A, B, C, D, Run, heard


def test_next_at_the_end_finishes() -> None:
    assert Finish(Ending.WELL) in Run(1).start().send(Next()).done


def test_previous_goes_back_within_three_seconds_and_to_the_start_later() -> None:
    run = Run().start().send(Next()).start().wait(3000).send(Previous())
    assert run.state.queue.song == A
    run = Run().start().send(Next()).start().wait(3250).send(Previous())
    assert list(run.done) == [Seek(0)]
    assert run.state.queue.song == B


def test_previous_at_the_first_begins_it_again() -> None:
    run = Run().start().wait(1000).send(Previous())
    assert run.done[0] == Play(2, A, 0)


def test_repeat_one_plays_it_again_and_each_time_is_a_listen() -> None:
    run = Run(repeat=Repeat.ONE).start().wait(2000).end()
    assert [type(effect) for effect in run.done] == [Play, RecordListen]
    assert run.state.queue.song == A
    assert run.start().send(Next()).state.queue.song == B


def test_repeat_all_goes_round() -> None:
    run = Run(2, repeat=Repeat.ALL).start().end().start().end()
    assert run.state.queue.song == A


def test_switches_turn() -> None:
    run = Run().send(CycleRepeat(), ToggleShuffle(), ToggleMute())
    assert (run.state.queue.repeat, run.state.queue.shuffle, run.state.muted) == (Repeat.ALL, True, True)
    assert list(run.done) == [SetMuted(True)]


def test_volume_stays_in_range() -> None:
    run = Run(volume=97).send(ChangeVolume(5))
    assert list(run.done) == [SetVolume(100)]
    assert list(run.send(ChangeVolume(-500)).done) == [SetVolume(0)]


def test_each_track_is_left_after_the_time_asked_for() -> None:
    run = Run(leave_after_ms=2000).start().wait(1750)
    assert run.state.queue.song == A
    assert heard(run.wait(250).done) == [("a", 2000)]
    assert run.state.queue.song == B


def test_the_last_track_is_left_too() -> None:
    assert Run(1, leave_after_ms=2000).start().wait(2000).done[-1] == Finish(Ending.WELL)


def test_ahead_opens_the_next_some_time_into_a_track_and_plays_that() -> None:
    run = Run().start().wait(2750)
    assert list(run.done) == []
    assert list(run.wait(250).done) == [OpenAhead(2, B)]
    assert list(run.wait(40_000).done) == []
    assert run.end().done[0] == Play(2, B, 0)


def test_ahead_opens_at_once_where_little_is_left() -> None:
    assert list(Run(leave_after_ms=5000).start().wait(250).done) == [OpenAhead(2, B)]


def test_ahead_opens_nothing_at_the_end_of_the_queue() -> None:
    assert list(Run(1).start().wait(50_000).done) == []


def test_ahead_opens_another_when_the_order_changes() -> None:
    run = Run().start().wait(3000).send(CycleRepeat(), CycleRepeat())
    assert run.state.queue.repeat is Repeat.ONE
    assert list(run.wait(250).done) == [OpenAhead(3, A)]
    assert run.end().done[0] == Play(3, A, 0)


def test_ahead_opens_nothing_while_paused() -> None:
    assert list(Run().start().send(TogglePause()).wait(10_000).done) == []


def test_ahead_what_failed_ahead_is_tried_again_in_its_turn_only() -> None:
    run = Run().start().wait(3000).send(Failed(2, "gone"))
    assert list(run.done) == []
    assert list(run.wait(10_000).done) == []
    assert run.end().done[0] == Play(3, B, 0)


def test_ahead_another_than_the_one_opened_has_a_number_of_its_own() -> None:
    run = Run().start().wait(3000).send(Previous())
    assert run.done[0] == Play(3, A, 0)


def test_a_track_that_cannot_be_played_is_told_and_skipped() -> None:
    run = Run().fail("not audio")
    assert list(run.done) == [Skipped(A, "not audio"), Play(2, B, 0)]
    assert run.state.message == "Skipped a: not audio"


def test_so_is_one_that_ends_without_a_sound() -> None:
    assert isinstance(Run().end().done[0], Skipped)


def test_three_in_a_row_stop() -> None:
    run = Run(4).fail().fail().fail()
    assert list(run.done) == [
        Skipped(C, "not audio"),
        Stop(),
        Finish(Ending.UNPLAYABLE, "3 tracks in a row could not be played"),
    ]


def test_one_that_plays_breaks_the_row() -> None:
    run = Run(4).fail().fail().start().end().fail()
    assert run.done[-1] == Finish(Ending.PARTLY)


def test_one_that_breaks_off_after_a_while_breaks_the_row_too_and_is_a_listen() -> None:
    run = Run(4).fail().fail().start().wait(5000).fail("cut off")
    assert heard(run.done) == [("c", 5000)]
    assert run.state.queue.song == D


def test_one_that_breaks_off_at_once_does_not() -> None:
    run = Run(4).fail().fail().start().wait(1000).fail()
    assert run.done[-1] == Finish(Ending.UNPLAYABLE, "3 tracks in a row could not be played")


def test_a_queue_of_which_nothing_played_failed() -> None:
    assert Run(2).fail().fail().done[-1] == Finish(Ending.UNPLAYABLE, "none of it could be played")


def test_a_queue_of_which_some_played_is_partly_done() -> None:
    assert Run(2).fail().start().end().done[-1] == Finish(Ending.PARTLY)


def test_repeating_one_does_not_repeat_a_broken_one() -> None:
    assert Run(repeat=Repeat.ONE).fail().state.queue.song == B


def test_repeating_a_broken_one_for_ever_stops() -> None:
    assert Run(1, repeat=Repeat.ALL).fail().fail().fail().state.status is Status.STOPPED


def test_without_an_output_there_is_no_use_in_going_on() -> None:
    run = Run().send(OutputFailed("no sound device"))
    assert list(run.done) == [Stop(), Finish(Ending.WITHOUT_SOUND, "no sound device")]


@pytest.mark.parametrize("event", [Started(1, 0), Ended(1), Failed(1, "x")])
def test_news_of_a_playing_that_is_over_change_nothing(event: Event) -> None:
    run = Run().start().send(Next())
    before = run.state
    run.send(event)
    assert run.state == before
    assert list(run.done) == []
