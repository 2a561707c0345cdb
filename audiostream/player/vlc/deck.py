"""One of the two players of libvlc that take turns."""

import time
from collections.abc import Callable
from typing import Any

from audiostream.player.engine import Source
from audiostream.player.loudness import amplitude, volume_with_gain
from audiostream.player.vlc.library import load_vlc
from audiostream.player.vlc.media_url import extension
from audiostream.player.vlc.notice import Notice, NoticeKind
from audiostream.player.vlc.pcm_sink import PcmSink
from audiostream.player.vlc.progress import Progress
from audiostream.player.vlc.sink_input import SinkInput

# Demuxers of libvlc 3 lose sound where avformat does not: that of Ogg the first 80 ms of Opus and 20 of Vorbis (and it
# starts a second late after :start-paused), that of FLAC in some files the last two blocks.
_DEMUX = dict.fromkeys(("flac", "oga", "ogg", "opus"), "avformat,any")


class Deck:
    """A player of libvlc, and what is known of the source that it plays.

    All methods belong to one thread; ``notify`` is called by threads of libvlc, which must not call libvlc.
    """

    def __init__(self, instance: Any, sink: PcmSink | None, notify: Callable[[Notice], None]) -> None:  # noqa: ANN401 - python-vlc has no types
        vlc = load_vlc()
        self._instance = instance
        self._notify = notify
        self._media: Any = None
        self._stats = vlc.MediaStats()
        self._opening = 0
        self._player = instance.media_player_new()
        self._input = SinkInput(sink, self._player, lambda: self._tell(NoticeKind.SOUNDING)) if sink else None
        self._percent = 100
        self.source: Source | None = None
        self.progress = Progress()
        self.started = False
        self.held = False
        self.opened_at = 0.0
        kinds = vlc.EventType
        events = self._player.event_manager()
        events.event_attach(kinds.MediaPlayerPlaying, lambda _: self._tell(NoticeKind.PLAYING))
        events.event_attach(kinds.MediaPlayerPaused, lambda _: self._tell(NoticeKind.PAUSED))
        events.event_attach(kinds.MediaPlayerEndReached, lambda _: self._tell(NoticeKind.ENDED))
        events.event_attach(kinds.MediaPlayerEncounteredError, lambda _: self._tell(NoticeKind.ERROR))
        events.event_attach(kinds.MediaPlayerTimeChanged, lambda it: self._tell(NoticeKind.POSITION, it.u.new_time))
        events.event_attach(kinds.MediaPlayerLengthChanged, lambda it: self._tell(NoticeKind.LENGTH, it.u.new_length))

    def open(self, source: Source, *, start_ms: int = 0, paused: bool = False) -> None:
        """Open a source and play it, or keep it ready with ``paused``; what was open is stopped."""
        self.stop()
        options = [":no-video"]
        if demux := _DEMUX.get(extension(source.url)):
            options.append(f":demux={demux}")
        if start_ms:
            options.append(f":start-time={start_ms / 1000:.3f}")
        if paused:
            options.append(":start-paused")
        self._media = self._instance.media_new(source.url, *options)
        self.source = source
        self.progress = Progress(start_ms)
        self.held = paused
        self.opened_at = time.monotonic()
        self.set_volume(self._percent)
        self._player.set_media(self._media)
        self._player.play()

    def hold(self) -> None:
        """Pause."""
        self.held = True
        self.progress.holds()
        self._player.set_pause(1)

    def go(self) -> None:
        """Go on."""
        self.held = False
        if self.started:
            self.progress.runs()
        self._player.set_pause(0)

    def seek(self, position_ms: int) -> None:
        """Move; to be called once it has started."""
        if self._input:
            self._input.cut()
        self.progress.moves(position_ms)
        self._player.set_time(position_ms)

    def set_volume(self, percent: int) -> None:
        """Set the loudness; holds for what is played later too, each source with its own gain."""
        self._percent = percent
        gain_db = self.source.gain_db if self.source else 0.0
        if self._input:
            self._input.amplitude = amplitude(percent, gain_db)
        else:
            self._player.audio_set_volume(volume_with_gain(percent, gain_db))

    def is_of(self, notice: Notice) -> bool:
        """Return whether a notice is of what is open now."""
        return self.source is not None and notice.opening == self._opening

    def decoded_and_played(self) -> tuple[int, int]:
        """Return how many blocks of sound were decoded, and how many the output has taken; up to 0.3 s old."""
        if self._media is None or not self._media.get_stats(self._stats):
            return 0, 0
        return self._stats.decoded_audio, self._stats.played_abuffers

    def is_seekable(self) -> bool:
        """Return whether the end can be looked up; if not, libvlc guesses the length from the bit rate."""
        return bool(self._player.is_seekable())

    def settle(self) -> None:
        """Make libvlc finish with a source that has ended: its last count is made after it said so."""
        self._player.stop()

    def stop(self) -> None:
        """Stop; notices of what was open are none of :meth:`is_of` any more."""
        if self.source is None:
            return
        if self._input:
            self._input.cut()
        self._player.stop()
        self._opening += 1
        self._media.release()
        self._media = self.source = None
        self.started = self.held = False
        if self._input:
            self._input.reset()

    def release(self) -> None:
        """Give the player back."""
        self.stop()
        self._player.release()

    def _tell(self, kind: NoticeKind, value: int = 0) -> None:
        self._notify(Notice(self, self._opening, kind, value, time.monotonic()))
