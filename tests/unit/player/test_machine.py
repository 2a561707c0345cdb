"""What each command and event does to a player."""

from dataclasses import replace

from audiostream.player import machine
from audiostream.player.effects import (
    Announce,
    Finish,
    Pause,
    Play,
    RecordListen,
    Resume,
    Say,
    Seek,
    SetMuted,
    SetVolume,
    Stop,
)
from audiostream.player.model import (
    Ending,
    Next,
    Quit,
    SeekBy,
    Status,
    TogglePause,
)
from audiostream.player.state import Note
from tests.support.machine import LENGTH_MS, NOW_US, A, B, C, D, Run, heard


def test_begins_with_the_first_song_at_the_volume_that_was_set() -> None:
    run = Run(volume=40, muted=True)
    assert list(run.done) == [SetVolume(40), SetMuted(True), Play(1, A, 0)]
    assert run.state.status is Status.LOADING


def test_begins_where_it_is_told() -> None:
    run = Run(start_ms=30_000)
    assert Play(1, A, 30_000) in run.done
    assert run.start().state.position_ms == 30_000


def test_announces_a_song_when_it_sounds() -> None:
    run = Run().start()
    assert list(run.done) == [Announce(A, 0, 3)]
    assert run.state.status is Status.PLAYING


def test_plays_all_and_finishes_with_a_listen_of_each() -> None:
    run = Run()
    listens = []
    for _ in range(3):
        run.start().wait(40_000)
        listens += heard(run.end().done)
    assert listens == [("a", 40_000), ("b", 40_000), ("c", 40_000)]
    assert isinstance(run.done[0], Stop)
    assert run.done[-1] == Finish(Ending.WELL)
    assert run.state.status is Status.STOPPED


def test_the_next_sound_does_not_wait_for_the_disk() -> None:
    run = Run().start().wait(2000).end()
    assert [type(effect) for effect in run.done] == [Play, RecordListen]


def test_a_listen_tells_when_it_began() -> None:
    run = Run().wait(1000).start().wait(2000).end()
    record = run.only(RecordListen)
    assert isinstance(record, RecordListen)
    assert record.heard.started_us == NOW_US + 1_000_000


def test_a_track_left_at_once_is_no_listen() -> None:
    assert heard(Run().start().send(Next()).done) == []
    assert heard(Run().send(Next()).done) == []


def test_a_track_left_early_is_a_listen_that_is_not_complete() -> None:
    run = Run().start().wait(29_750).send(Next())
    record = run.only(RecordListen)
    assert isinstance(record, RecordListen)
    assert not record.heard.completed


def test_a_note_is_told_and_goes_away() -> None:
    run = Run().start().send(Note("the disk is full"))
    assert list(run.done) == [Say("the disk is full")]
    assert run.wait(machine.MESSAGE_MS - 250).state.now_playing().message == "the disk is full"
    assert run.wait(250).state.now_playing().message is None


def test_quit_stops_and_records() -> None:
    run = Run().start().wait(1000).send(Quit())
    assert heard(run.done) == [("a", 1000)]
    assert run.done[0] == Stop()
    assert run.done[-1] == Finish(Ending.WELL)


def test_what_a_screen_draws() -> None:
    now = Run(4, volume=30).start().wait(1000).state.now_playing()
    assert (now.status, now.song, now.position_ms, now.duration_ms) == (Status.PLAYING, A, 1000, LENGTH_MS)
    assert (now.volume, now.index, now.total, list(now.upcoming)) == (30, 0, 4, [B, C, D])


def test_pause_holds_and_goes_on() -> None:
    run = Run().start().wait(1000).send(TogglePause())
    assert list(run.done) == [Pause()]
    assert run.state.status is Status.PAUSED
    run.wait(60_000).send(TogglePause())
    assert list(run.done) == [Resume()]
    assert heard(run.wait(1000).send(Quit()).done) == [("a", 2000)]


def test_pause_while_loading_holds_once_it_sounds() -> None:
    run = Run().send(TogglePause())
    assert list(run.done) == []
    assert run.state.status is Status.PAUSED
    assert list(run.start().done) == [Announce(A, 0, 3), Pause()]
    assert run.state.status is Status.PAUSED
    assert heard(run.wait(5000).send(Quit()).done) == []


def test_pause_twice_while_loading_is_none() -> None:
    run = Run().send(TogglePause(), TogglePause()).start()
    assert list(run.done) == [Announce(A, 0, 3)]
    assert run.state.status is Status.PLAYING


def test_pause_outlasts_an_end_that_was_under_way_but_not_a_next() -> None:
    assert Run().start().send(TogglePause()).end().state.status is Status.PAUSED
    assert Run().start().send(TogglePause()).fail().state.status is Status.PAUSED
    assert Run().start().send(TogglePause(), Next()).state.status is Status.LOADING


def test_seek_moves_from_where_it_is() -> None:
    run = Run().start().wait(10_000).send(SeekBy(5000))
    assert list(run.done) == [Seek(15_000)]
    assert run.state.position_ms == 15_000


def test_seek_several_in_quick_succession_add_up() -> None:
    run = Run().start().wait(10_000)
    targets = []
    for _ in range(3):
        run.wait(100, at=50).send(SeekBy(5000))  # the engine still tells the old position
        targets.append(run.only(Seek))
    assert targets == [Seek(15_100), Seek(20_100), Seek(25_100)]


def test_seek_stays_inside_the_track() -> None:
    run = Run().start().wait(10_000)
    assert list(run.send(SeekBy(-60_000)).done) == [Seek(0)]
    assert list(run.send(SeekBy(600_000)).done) == [Seek(LENGTH_MS - machine.SEEK_LEAVES_MS)]
    assert list(run.send(SeekBy(5000)).done) == []


def test_seek_in_the_last_second_does_not_go_back() -> None:
    run = Run().start().wait(59_500)
    assert list(run.send(SeekBy(5000)).done) == []
    assert run.state.position_ms == 59_500


def test_seek_without_a_known_length_goes_as_far_as_told() -> None:
    run = Run()
    run.state = replace(run.state, duration_ms=0)
    assert list(run.start().send(SeekBy(500_000)).done) == [Seek(500_000)]


def test_seek_takes_the_engines_length_where_the_catalogue_has_none() -> None:
    run = Run()
    run.state = replace(run.state, duration_ms=0)
    assert run.start(50_000).state.duration_ms == 50_000
    assert Run().start(50_000).state.duration_ms == LENGTH_MS


def test_seek_while_loading_is_done_once_it_sounds() -> None:
    run = Run(start_ms=10_000).send(SeekBy(5000), SeekBy(5000))
    assert list(run.done) == []
    assert run.state.position_ms == 20_000
    assert list(run.start().done) == [Announce(A, 0, 3), Seek(20_000)]


def test_seek_while_paused_moves_and_stays_paused() -> None:
    run = Run().start().wait(1000).send(TogglePause(), SeekBy(5000))
    assert list(run.done) == [Seek(6000)]
    assert run.state.status is Status.PAUSED


def test_seek_counts_as_no_listening() -> None:
    run = Run().start().wait(1000).send(SeekBy(50_000))
    run.position_ms = 51_000
    assert heard(run.wait(1000).send(Quit()).done) == [("a", 2000)]
