"""Two players of libvlc that take turns: what is heard, what comes next, and when.

While one plays, the other has the next track open and is started so that it sounds when the first one ends.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audiostream.player.engine import Ended, EngineEvent, Failed, OutputFailed, Source, Started
from audiostream.player.lengths import clock
from audiostream.player.vlc.deck import Deck
from audiostream.player.vlc.handover import start_of_next
from audiostream.player.vlc.media_url import extension, local_path
from audiostream.player.vlc.notice import Notice, NoticeKind
from audiostream.player.vlc.pcm_sink import PcmSink
from audiostream.player.vlc.probe import sound_comes_out

# A server may drop a connection that rests longer; to open takes a fraction of it.
OPEN_AHEAD_S = 10.0
START_WITHIN_S = 30.0
# For the caller to answer Ended with play(); what is left of it is waited out.
_REACTION_S = 0.04
_LOOK_S = 0.02
_REST_S = 0.25
# libvlc counts what was played four times a second; past that, nothing played means that nothing can be.
_SILENT_S = 0.6


class Decks:
    """The state of an engine. All methods but :meth:`position_ms` belong to one thread.

    ``emit`` is given events and the number of their source, ``hand_over`` what is to be called in that one thread.
    ``failure`` says what is wrong when no sound comes out.
    """

    def __init__(
        self,
        instance: Any,  # noqa: ANN401 - python-vlc has no types
        sink: PcmSink | None,
        emit: Callable[[EngineEvent, int], None],
        hand_over: Callable[[Callable[[], None]], None],
        failure: str,
    ) -> None:
        self._instance = instance
        self._sink = sink
        self._emit = emit
        self._failure = failure
        self._decks = [Deck(instance, sink, lambda notice: hand_over(lambda: self._noticed(notice))) for _ in range(2)]
        # The deck that is heard, the one that holds the next track, and the one that plays out beneath the next.
        self._current: Deck | None = None
        self._ahead: Deck | None = None
        self._tail: Deck | None = None
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
            self._current = self._decks[0]
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
        deck = self._current
        if deck is None or deck.source is None:
            return
        if not deck.started:
            self._seek_to = position_ms
        elif self._ended_while_held or 0 < deck.progress.length_ms <= position_ms:
            self._conclude(deck, Ended(deck.source.number))
        else:
            deck.seek(position_ms)

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
        deck = self._current
        return deck.progress.position_ms() if deck else 0

    def stop(self) -> None:
        """Stop all."""
        self._ended_while_held = False
        self._current = self._ahead = self._tail = self._next = None
        for deck in self._decks:
            deck.stop()

    def release(self) -> None:
        """Give the players back."""
        for deck in self._decks:
            deck.release()

    def rest_s(self) -> float:
        """Return after how many seconds :meth:`look` has to be called, if nothing happens before."""
        deck = self._current
        if deck is None or deck.held:
            return _REST_S
        if not deck.started:
            return _LOOK_S
        due = self._handover_at()
        return _REST_S if due is None else min(_REST_S, max(0.0, due - _REACTION_S - time.monotonic()))

    def look(self) -> None:
        """Do what is due by the clock."""
        deck = self._current
        if deck is None or deck.source is None:
            return
        if self._sink and self._sink.failure:
            self._conclude(deck, OutputFailed(self._sink.failure))
        elif not deck.held and not deck.started:
            self._await_sound(deck, deck.source)
        elif not deck.held:
            self._prepare_next(deck, deck.source)

    def _set_loudness(self) -> None:
        for deck in self._decks:
            deck.set_volume(0 if self._muted else self._volume)

    def _noticed(self, notice: Notice) -> None:
        deck = notice.deck
        if not deck.is_of(notice):
            return
        if notice.kind is NoticeKind.POSITION:
            deck.progress.told_position(notice.moment, notice.value)
        elif notice.kind is NoticeKind.LENGTH:
            deck.progress.told_length(notice.value)
        elif deck is self._current:
            self._current_noticed(deck, notice.kind)
        elif notice.kind in (NoticeKind.ENDED, NoticeKind.ERROR):
            # The tail has been told already; one held ready is opened again by play(), which tells what is wrong.
            deck.stop()
            self._tail = None if deck is self._tail else self._tail
            if deck is self._ahead:
                self._ahead = self._next = None

    def _current_noticed(self, deck: Deck, kind: NoticeKind) -> None:
        match kind:
            case NoticeKind.PLAYING if deck.held:
                deck.hold()  # libvlc ignores a pause that comes before this
            case NoticeKind.PAUSED if not deck.held:
                deck.go()  # it was asked to go on before it rested
            case NoticeKind.SOUNDING:
                self._begin(deck)
            case NoticeKind.ENDED if deck.held and deck.started:
                self._ended_while_held = True
            case NoticeKind.ENDED:
                self._finish(deck)
            case NoticeKind.ERROR if deck.source:
                self._conclude(deck, Failed(deck.source.number, _reason(deck.source)))
            case _:
                pass

    def _begin(self, deck: Deck) -> None:
        if deck.started or deck.source is None:
            return
        deck.started = True
        if not deck.held:
            deck.progress.runs()
        self._emit(Started(deck.source.number, deck.progress.length_ms), deck.source.number)
        if self._seek_to is not None:
            position_ms, self._seek_to = self._seek_to, None
            self.seek(position_ms)

    def _finish(self, deck: Deck) -> None:
        """Tell how a source ended that libvlc plays no longer."""
        if deck.source is None:
            return
        number = deck.source.number
        if not deck.started:
            deck.settle()
        decoded, played = deck.decoded_and_played()
        if played:
            self._begin(deck)
        if not deck.started:
            self._blame(deck, deck.source, decoded)
        elif deck.progress.broke_off():
            at, of = (clock(each) for each in (deck.progress.position_ms(), deck.progress.length_ms))
            self._conclude(deck, Failed(number, f"it broke off after {at} of {of}"))
        else:
            self._conclude(deck, Ended(number))

    def _blame(self, deck: Deck, source: Source, decoded: int) -> None:
        """Tell whether it is the fault of the source or of the device that nothing was heard."""
        self._tail = None
        for each in self._decks:
            if each is not deck:
                each.stop()
        if decoded and self._overlapping:
            self._mixes = self._overlapping = False
            deck.open(source)
        # Not even where nothing was decoded is it the source's fault for sure: libvlc may count too late.
        elif self._sink or sound_comes_out(self._instance):
            self._conclude(deck, Failed(source.number, _reason(source)))
        else:
            self._conclude(deck, OutputFailed(self._failure))

    def _conclude(self, deck: Deck, event: EngineEvent) -> None:
        number = deck.source.number if deck.source else -1
        deck.stop()
        self._current = None
        self._ended_while_held = False
        self._emit(event, number)

    def _await_sound(self, deck: Deck, source: Source) -> None:
        waited_s = time.monotonic() - deck.opened_at
        decoded, played = deck.decoded_and_played()
        if played and not self._sink:
            self._begin(deck)
        elif decoded and not self._sink and waited_s > _SILENT_S:
            self._blame(deck, source, decoded)
        elif waited_s > START_WITHIN_S:
            self._conclude(deck, Failed(source.number, f"no sound came within {START_WITHIN_S:.0f} seconds"))

    def _prepare_next(self, deck: Deck, source: Source) -> None:
        left_ms = deck.progress.length_ms - deck.progress.position_ms()
        if self._next and not self._ahead and not self._tail and left_ms < OPEN_AHEAD_S * 1000:
            self._ahead = next(each for each in self._decks if each is not deck)
            self._ahead.open(self._next, paused=True)
        due = self._handover_at()
        if due is not None and self._mixes and time.monotonic() >= due - _REACTION_S:
            self._start_at = due
            self._tail, self._current = deck, None
            self._emit(Ended(source.number), source.number)

    def _handover_at(self) -> float | None:
        deck, ahead = self._current, self._ahead
        if not (deck and deck.source and deck.is_seekable() and ahead and ahead.source):
            return None
        return start_of_next(deck.progress, extension(deck.source.url), extension(ahead.source.url))


def _reason(source: Source) -> str:
    path = local_path(source.url)
    if path is not None and not Path(path).exists():
        return "its file is missing"
    return "it cannot be opened" if path is None else "it cannot be decoded"
