"""What a player does next: from a state and an event to a state and effects. Pure.

The caller sends a ``Tick`` before each event of another kind, so the state knows the time and the position; it
carries out the effects in their order and brings back what the engine says of them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from audiostream.player import engine, model
from audiostream.player.effects import (
    Announce,
    Effect,
    Finish,
    OpenAhead,
    Pause,
    Play,
    RecordListen,
    Resume,
    Say,
    Seek,
    SetMuted,
    SetVolume,
    Skipped,
    Stop,
)
from audiostream.player.listens import Meter
from audiostream.player.model import Ending, Status
from audiostream.player.queue import Queue
from audiostream.player.state import Ahead, Begin, Note, State, Tick

# Previous goes to the start of a track from here on.
RESTART_AFTER_MS = 3_000
# The next track is opened when this one has run so long, or has so little left.
AHEAD_AFTER_MS = 3_000
AHEAD_BEFORE_END_MS = 10_000
# A seek leaves at least so much to hear: a key held down does not run through the queue.
SEEK_LEAVES_MS = 1_000
# An engine's position may be that of before a seek for so long.
SETTLES_MS = 400
MESSAGE_MS = 8_000
FAILURES_IN_A_ROW = 3
# A track that was heard for so long could be played, whatever befalls it later.
PLAYABLE_MS = 5_000

Event: TypeAlias = Begin | Tick | Note | model.Command | engine.EngineEvent
Step: TypeAlias = tuple[State, Sequence[Effect]]


def step(state: State, event: Event) -> Step:  # noqa: C901, PLR0911, PLR0912 - one line an event
    """Return the state after an event, and what is to be done; a stopped player does nothing."""
    if state.status is Status.STOPPED:
        return state, ()
    match event:
        case Begin(start_ms) if not state.number:
            return _begin(state, start_ms)
        case Tick():
            return _tick(state, event)
        case Note(message):
            return _say(state, message), (Say(message),)
        case model.TogglePause():
            return _toggle_pause(state)
        case model.Next():
            return _go(state, state.queue.next())
        case model.Previous():
            return _previous(state)
        case model.SeekBy(delta_ms):
            return _seek(state, state.position_ms + delta_ms)
        case model.ChangeVolume(delta):
            volume = min(100, max(0, state.volume + delta))
            return replace(state, volume=volume), (SetVolume(volume),)
        case model.ToggleMute():
            return replace(state, muted=not state.muted), (SetMuted(not state.muted),)
        case model.ToggleShuffle():
            return replace(state, queue=state.queue.toggled_shuffle()), ()
        case model.CycleRepeat():
            return replace(state, queue=state.queue.cycled_repeat()), ()
        case model.Quit():
            return _finish(state, Ending.WELL)
        case engine.Started(number, duration_ms) if number == state.number and not state.ready:
            return _started(state, duration_ms)
        case engine.Ended(number) if number == state.number:
            return _ended(state)
        case engine.Failed(number, reason) if number == state.number:
            return _failed(state, reason)
        case engine.Failed(number) if state.ahead and number == state.ahead.number:
            # It is tried again, and reported, when its turn comes.
            return replace(state, ahead=replace(state.ahead, number=None)), ()
        case engine.OutputFailed(reason):
            return _finish(state, Ending.WITHOUT_SOUND, reason)
        case _:  # of a playing that is over, or a second beginning
            return state, ()


def _begin(state: State, start_ms: int) -> Step:
    state, effects = _play(state, state.queue, start_ms)
    return state, (SetVolume(state.volume), SetMuted(state.muted), *effects)


def _play(state: State, queue: Queue, start_ms: int = 0) -> Step:
    ahead = state.ahead
    if ahead and ahead.number is not None and ahead.song.id == queue.song.id:
        number, last = ahead.number, state.last_number
    else:
        number = last = state.last_number + 1
    state = replace(
        state,
        queue=queue,
        status=Status.LOADING,
        number=number,
        last_number=last,
        ready=False,
        ahead=None,
        position_ms=start_ms,
        seeking=False,
        settles_at_ms=0,
        duration_ms=queue.song.audio.duration_ms,
        meter=Meter(),
    )
    return state, (Play(number, queue.song, start_ms),)


def _started(state: State, duration_ms: int) -> Step:
    paused = state.status is Status.PAUSED
    effects: list[Effect] = [Announce(state.queue.song, state.queue.index, len(state.queue.order))]
    if state.seeking:
        effects.append(Seek(state.position_ms))
        state = replace(state, settles_at_ms=state.now_ms + SETTLES_MS)
    if paused:
        effects.append(Pause())
    meter = state.meter if paused else state.meter.sounding(state.now_ms, state.position_ms)
    return replace(
        state,
        status=Status.PAUSED if paused else Status.PLAYING,
        ready=True,
        any_played=True,
        seeking=False,
        # The catalogue's length was read from the file's headers; an engine may guess it.
        duration_ms=state.duration_ms or duration_ms,
        started_us=state.now_us,
        meter=meter,
    ), effects


def _tick(state: State, tick: Tick) -> Step:
    state = replace(state, now_ms=tick.now_ms, now_us=tick.now_us)
    if state.message is not None and tick.now_ms >= state.message_until_ms:
        state = replace(state, message=None)
    if not state.ready:
        return state, ()
    if tick.now_ms >= state.settles_at_ms:
        state = replace(state, position_ms=max(0, tick.position_ms))
    if state.status is Status.PAUSED:
        return state, ()
    state = replace(state, meter=state.meter.tick(tick.now_ms, tick.position_ms))
    heard = state.meter.played_ms
    if heard >= PLAYABLE_MS:
        state = replace(state, failures=0)
    if state.leave_after_ms is not None and heard >= state.leave_after_ms:
        return _ended(state)
    return _open_ahead(state)


def _open_ahead(state: State) -> Step:
    left = state.duration_ms - state.position_ms
    if state.leave_after_ms is not None:
        left = min(left, state.leave_after_ms - state.meter.played_ms)
    after = state.queue.after_end()
    if after is None or (state.meter.played_ms < AHEAD_AFTER_MS and left > AHEAD_BEFORE_END_MS):
        return state, ()
    if state.ahead and state.ahead.song.id == after.song.id:
        return state, ()
    number = state.last_number + 1
    return replace(state, last_number=number, ahead=Ahead(number, after.song)), (OpenAhead(number, after.song),)


def _toggle_pause(state: State) -> Step:
    if state.status is not Status.PAUSED:
        held = replace(state, status=Status.PAUSED, meter=state.meter.silent())
        # What is still being opened is held once it has started.
        return held, (Pause(),) if state.ready else ()
    if not state.ready:
        return replace(state, status=Status.LOADING), ()
    meter = state.meter.sounding(state.now_ms, state.position_ms)
    return replace(state, status=Status.PLAYING, meter=meter), (Resume(),)


def _previous(state: State) -> Step:
    if state.position_ms > RESTART_AFTER_MS:
        return _seek(state, 0)
    return _go(state, state.queue.previous())


def _seek(state: State, target_ms: int) -> Step:
    if state.duration_ms > 0:
        target_ms = min(target_ms, max(state.position_ms, state.duration_ms - SEEK_LEAVES_MS))
    target_ms = max(0, target_ms)
    if target_ms == state.position_ms:
        return state, ()
    if not state.ready:
        return replace(state, position_ms=target_ms, seeking=True), ()
    state = replace(
        state,
        position_ms=target_ms,
        settles_at_ms=state.now_ms + SETTLES_MS,
        meter=state.meter.sought(target_ms),
    )
    return state, (Seek(target_ms),)


def _ended(state: State) -> Step:
    if not state.ready:
        return _failed(state, "there is no sound in it")
    return _go_on(replace(state, failures=0), state.queue.after_end())


def _go(state: State, queue: Queue | None) -> Step:
    """Leave the present track for another, or for the end."""
    if queue is None:
        state = replace(state, played_out=True)
        if not state.any_played and state.any_skipped:
            return _finish(state, Ending.UNPLAYABLE, "none of it could be played")
        return _finish(state, Ending.PARTLY if state.any_skipped else Ending.WELL)
    after, effects = _play(state, queue)
    # The next sound first: storing waits for the disk.
    return after, (*effects, *_listen(state))


def _go_on(state: State, queue: Queue | None) -> Step:
    """Go without having been told to: what was paused stays so."""
    after, effects = _go(state, queue)
    if after.status is Status.LOADING and state.status is Status.PAUSED:
        after = replace(after, status=Status.PAUSED)
    return after, effects


def _failed(state: State, reason: str) -> Step:
    song = state.queue.song
    failures = state.failures + 1
    skipped = Skipped(song, reason)
    state = _say(replace(state, failures=failures, any_skipped=True), f"Skipped {song.title}: {reason}")
    if failures == FAILURES_IN_A_ROW:
        reason = f"{FAILURES_IN_A_ROW} tracks in a row could not be played"
        state, effects = _finish(state, Ending.UNPLAYABLE, reason)
    else:
        state, effects = _go_on(state, state.queue.next())
    return state, (skipped, *effects)


def _finish(state: State, ending: Ending, reason: str | None = None) -> Step:
    done = replace(state, status=Status.STOPPED, meter=state.meter.silent(), ahead=None)
    return done, (Stop(), *_listen(state), Finish(ending, reason))


def _listen(state: State) -> Sequence[Effect]:
    heard = state.heard()
    return (RecordListen(heard),) if heard else ()


def _say(state: State, message: str) -> State:
    return replace(state, message=message, message_until_ms=state.now_ms + MESSAGE_MS)
