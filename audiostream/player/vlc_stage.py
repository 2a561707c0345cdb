"""Two players of libvlc that take turns: what is heard, what comes next, and when.

While one plays, the other has the next track open and is started so that it sounds when the first one ends.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audiostream.player.engine import Ended, EngineEvent, Failed, OutputFailed, Source, Started
from audiostream.player.lengths import clock
from audiostream.player.vlc_handover import start_of_next
from audiostream.player.vlc_probe import sound_comes_out
from audiostream.player.vlc_tape import Tape
from audiostream.player.vlc_voice import Notice, Voice, What, extension, local_path

# A server may drop a connection that rests longer; to open takes a fraction of it.
OPEN_AHEAD_S = 10.0
START_WITHIN_S = 30.0
# For the caller to answer Ended with play(); what is left of it is waited out.
_REACTION_S = 0.04
_LOOK_S = 0.02
_REST_S = 0.25
# libvlc counts what was played four times a second; past that, nothing played means that nothing can be.
_SILENT_S = 0.6


class Stage:
    """The state of an engine. All methods but :meth:`position_ms` belong to one thread.

    ``emit`` is given events and the number of their source, ``hand_over`` what is to be called in that one thread.
    ``failure`` says what is wrong when no sound comes out.
    """

    def __init__(
        self,
        instance: Any,  # noqa: ANN401 - python-vlc has no types
        tape: Tape | None,
        emit: Callable[[EngineEvent, int], None],
        hand_over: Callable[[Callable[[], None]], None],
        failure: str,
    ) -> None:
        self._instance = instance
        self._tape = tape
        self._emit = emit
        self._failure = failure
        self._voices = [
            Voice(instance, tape, lambda notice: hand_over(lambda: self._noticed(notice))) for _ in range(2)
        ]
        # The voice that is heard, the one that holds the next track, and the one that plays out beneath the next.
        self._current: Voice | None = None
        self._ahead: Voice | None = None
        self._tail: Voice | None = None
        self._next: Source | None = None
        self._start_at = 0.0
        # Whether the device lets the next track begin while the one before plays out; not all devices mix.
        self._mixes = True
        self._overlapping = False
        self._seek_to: int | None = None
        self._volume = 100
        self._muted = False
        # Libvlc cannot pause the last second of a track: its end then waits for resume().
        self._ended_while_held = False

    def play(self, source: Source, start_ms: int) -> None:
        """Stop what plays and play a source; the one held ready when its time has come."""
        self._ended_while_held = self._overlapping = False
        self._seek_to = None
        ahead, self._ahead, self._next = self._ahead, None, None
        if ahead is None or ahead.source != source or start_ms:
            self.stop()
            self._current = self._voices[0]
            self._current.open(source, start_ms=start_ms)
            return
        if self._current:
            self._current.stop()
        elif self._tail:
            self._overlapping = True
            time.sleep(min(max(0.0, self._start_at - time.monotonic()), _REACTION_S))
        self._current = ahead
        ahead.opened_at = time.monotonic()
        ahead.go()

    def plan(self, source: Source) -> None:
        """Take note of the next track; it is opened when the end is near."""
        self._next = source
        if self._ahead and self._ahead.source != source:
            self._ahead.stop()
            self._ahead = None

    def pause(self) -> None:
        """Hold."""
        if self._current and not self._current.held:
            self._current.hold()

    def resume(self) -> None:
        """Go on."""
        if self._ended_while_held and self._current:
            self._finish(self._current)
        elif self._current and self._current.held:
            self._current.go()

    def seek(self, position_ms: int) -> None:
        """Move; before the first sound, as soon as that has come."""
        voice = self._current
        if voice is None or voice.source is None:
            return
        if not voice.started:
            self._seek_to = position_ms
        elif self._ended_while_held or 0 < voice.progress.length_ms <= position_ms:
            self._conclude(voice, Ended(voice.source.number))
        else:
            voice.seek(position_ms)

    def set_volume(self, percent: int) -> None:
        """Set the loudness of all that is played."""
        self._volume = percent
        self._set_loudness()

    def set_muted(self, muted: bool) -> None:  # noqa: FBT001 - a switch's position
        """Silence, or sound again; not by libvlc's own mute, which PulseAudio remembers for the next program."""
        self._muted = muted
        self._set_loudness()

    def position_ms(self) -> int:
        """Return how far what plays has come."""
        voice = self._current
        return voice.progress.position_ms() if voice else 0

    def stop(self) -> None:
        """Stop all."""
        self._ended_while_held = False
        self._current = self._ahead = self._tail = self._next = None
        for voice in self._voices:
            voice.stop()

    def release(self) -> None:
        """Give the players back."""
        for voice in self._voices:
            voice.release()

    def rest_s(self) -> float:
        """Return after how many seconds :meth:`look` has to be called, if nothing happens before."""
        voice = self._current
        if voice is None or voice.held:
            return _REST_S
        if not voice.started:
            return _LOOK_S
        due = self._handover_at()
        return _REST_S if due is None else min(_REST_S, max(0.0, due - _REACTION_S - time.monotonic()))

    def look(self) -> None:
        """Do what is due by the clock."""
        voice = self._current
        if voice is None or voice.source is None:
            return
        if self._tape and self._tape.failure:
            self._conclude(voice, OutputFailed(self._tape.failure))
        elif not voice.held and not voice.started:
            self._await_sound(voice, voice.source)
        elif not voice.held:
            self._prepare_next(voice, voice.source)

    def _set_loudness(self) -> None:
        for voice in self._voices:
            voice.set_volume(0 if self._muted else self._volume)

    def _noticed(self, notice: Notice) -> None:
        voice = notice.voice
        if not voice.is_of(notice):
            return
        if notice.what is What.POSITION:
            voice.progress.told_position(notice.moment, notice.value)
        elif notice.what is What.LENGTH:
            voice.progress.told_length(notice.value)
        elif voice is self._current:
            self._current_noticed(voice, notice.what)
        elif notice.what in (What.ENDED, What.ERROR):
            # The tail has been told already; one held ready is opened again by play(), which tells what is wrong.
            voice.stop()
            self._tail = None if voice is self._tail else self._tail
            if voice is self._ahead:
                self._ahead = self._next = None

    def _current_noticed(self, voice: Voice, what: What) -> None:
        match what:
            case What.PLAYING if voice.held:
                voice.hold()  # libvlc ignores a pause that comes before this
            case What.PAUSED if not voice.held:
                voice.go()  # it was asked to go on before it rested
            case What.SOUNDING:
                self._begin(voice)
            case What.ENDED if voice.held and voice.started:
                self._ended_while_held = True
            case What.ENDED:
                self._finish(voice)
            case What.ERROR if voice.source:
                self._conclude(voice, Failed(voice.source.number, _reason(voice.source)))
            case _:
                pass

    def _begin(self, voice: Voice) -> None:
        if voice.started or voice.source is None:
            return
        voice.started = True
        if not voice.held:
            voice.progress.runs()
        self._emit(Started(voice.source.number, voice.progress.length_ms), voice.source.number)
        if self._seek_to is not None:
            position_ms, self._seek_to = self._seek_to, None
            self.seek(position_ms)

    def _finish(self, voice: Voice) -> None:
        """Tell how a source ended that libvlc plays no longer."""
        if voice.source is None:
            return
        number = voice.source.number
        if not voice.started:
            voice.settle()
        decoded, played = voice.decoded_and_played()
        if played:
            self._begin(voice)
        if not voice.started:
            self._blame(voice, voice.source, decoded)
        elif voice.progress.broke_off():
            at, of = (clock(each) for each in (voice.progress.position_ms(), voice.progress.length_ms))
            self._conclude(voice, Failed(number, f"it broke off after {at} of {of}"))
        else:
            self._conclude(voice, Ended(number))

    def _blame(self, voice: Voice, source: Source, decoded: int) -> None:
        """Tell whether it is the fault of the source or of the device that nothing was heard."""
        self._tail = None
        for each in self._voices:
            if each is not voice:
                each.stop()
        if decoded and self._overlapping:
            self._mixes = self._overlapping = False
            voice.open(source)
        elif not decoded or self._tape or sound_comes_out(self._instance):
            self._conclude(voice, Failed(source.number, _reason(source)))
        else:
            self._conclude(voice, OutputFailed(self._failure))

    def _conclude(self, voice: Voice, event: EngineEvent) -> None:
        number = voice.source.number if voice.source else -1
        voice.stop()
        self._current = None
        self._ended_while_held = False
        self._emit(event, number)

    def _await_sound(self, voice: Voice, source: Source) -> None:
        waited_s = time.monotonic() - voice.opened_at
        decoded, played = voice.decoded_and_played()
        if played and not self._tape:
            self._begin(voice)
        elif decoded and not self._tape and waited_s > _SILENT_S:
            self._blame(voice, source, decoded)
        elif waited_s > START_WITHIN_S:
            self._conclude(voice, Failed(source.number, f"no sound came within {START_WITHIN_S:.0f} seconds"))

    def _prepare_next(self, voice: Voice, source: Source) -> None:
        left_ms = voice.progress.length_ms - voice.progress.position_ms()
        if self._next and not self._ahead and not self._tail and left_ms < OPEN_AHEAD_S * 1000:
            self._ahead = next(each for each in self._voices if each is not voice)
            self._ahead.open(self._next, paused=True)
        due = self._handover_at()
        if due is not None and self._mixes and time.monotonic() >= due - _REACTION_S:
            self._start_at = due
            self._tail, self._current = voice, None
            self._emit(Ended(source.number), source.number)

    def _handover_at(self) -> float | None:
        voice, ahead = self._current, self._ahead
        if not (voice and voice.source and voice.is_seekable() and ahead and ahead.source):
            return None
        return start_of_next(voice.progress, extension(voice.source.url), extension(ahead.source.url))


def _reason(source: Source) -> str:
    path = local_path(source.url)
    if path is not None and not Path(path).exists():
        return "its file is missing"
    return "it cannot be opened" if path is None else "it cannot be decoded"
