"""What brings the sound of one libvlc player to the sink.

libvlc's own ``adummy`` and ``afile`` do not wait until a track has been heard before they say that it ended,
and ``afile`` begins its file anew with every track.
"""

import ctypes
import threading
from collections.abc import Callable
from typing import Any

from audiostream.player.vlc.library import load_vlc
from audiostream.player.vlc.pcm_sink import DEFAULT_CHANNELS, DEFAULT_RATE, SAMPLE_BYTES, PcmSink

_FORMAT = b"S16N"
_SETUP = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
)


class SinkInput:
    """What one player of libvlc delivers to the sink."""

    def __init__(self, sink: PcmSink, player: Any, sounding: Callable[[], None]) -> None:  # noqa: ANN401 - python-vlc has no types
        vlc = load_vlc()
        self._sink = sink
        self._clock: Callable[[], int] = vlc.libvlc_clock
        self._sounding = sounding
        self._silent = True
        # libvlc forgets the volume of a player whose sound goes to callbacks until it has begun to sound.
        self.amplitude = 1.0
        self._rate, self._channels = DEFAULT_RATE, DEFAULT_CHANNELS
        self._due = 0
        self._cut = threading.Event()
        calls = vlc.CallbackDecorators
        # They must live as long as the player.
        self._callbacks = (
            _SETUP(self._set_up),
            calls.AudioPlayCb(self._play),
            calls.AudioDrainCb(self._drain),
        )
        set_up, play, drain = self._callbacks
        player.audio_set_callbacks(play, None, None, None, drain, None)
        player.audio_set_format_callbacks(ctypes.cast(set_up, calls.AudioSetupCb), None)

    def reset(self) -> None:
        """Get ready for another source: its first block will be told."""
        self._silent = True

    def cut(self) -> None:
        """Wait no more for what was delivered until now: it will not be heard."""
        self._cut.set()

    def _set_up(self, opaque: int, form: int, rate: Any, channels: Any) -> int:  # noqa: ANN401 - pointers
        del opaque
        ctypes.memmove(form, _FORMAT, len(_FORMAT))
        self._rate, self._channels = self._sink.agree(rate[0], channels[0])
        rate[0], channels[0] = self._rate, self._channels
        return 0

    def _play(self, opaque: int, samples: int, count: int, due: int) -> None:
        del opaque
        self._sink.write(ctypes.string_at(samples, count * self._channels * SAMPLE_BYTES), self.amplitude)
        self._cut.clear()
        self._due = due + count * 1_000_000 // self._rate
        if self._silent:
            self._silent = False
            self._sounding()
        if self._sink.on_block is not None:
            self._sink.on_block(due, count, self._rate)

    def _drain(self, opaque: int) -> None:
        del opaque
        self._cut.wait(max(0, self._due - self._clock()) / 1_000_000)
