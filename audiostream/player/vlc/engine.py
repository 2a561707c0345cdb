"""The engine on libvlc 3, the only one with sound.

One thread makes all calls to libvlc. What libvlc tells comes in threads of its own, which would
deadlock if they called it; they hand over to that one thread by its queue.
"""

import atexit
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

from audiostream.player.engine import EngineEvent, OutputFailed, Source, Started
from audiostream.player.vlc.decks import Decks
from audiostream.player.vlc.library import check_module, new_instance
from audiostream.player.vlc.output import Output, parse_output
from audiostream.player.vlc.pcm_sink import BlockListener, PcmSink
from audiostream.player.vlc.trust import Trust

CLOSE_WITHIN_S = 5.0


class VlcEngine:
    """Plays through a sound device, into a file, or to nowhere.

    Volume is perceptual: half of it sounds half as loud (the amplitude is its cube). ``output`` is the setting
    ``audio_output``. ``network_caching_ms`` of sound from a network are buffered. ``log`` is a file for all
    that libvlc says, ``ca_file`` one of authorities to trust beside the system's. ``on_block`` is told of each block
    of sound, where it goes to a file or to nowhere.

    Raises:
        Unavailable: libvlc cannot be loaded, or the output file not be written.
        InvalidInput: there is no such output.
        InvalidConfig: ``ca_file`` cannot be read.
    """

    def __init__(  # noqa: PLR0913 - one parameter a setting
        self,
        tell: Callable[[EngineEvent], None],
        *,
        output: str = "auto",
        network_caching_ms: int = 150,
        log: Path | None = None,
        ca_file: Path | None = None,
        on_block: BlockListener | None = None,
    ) -> None:
        self._tell = tell
        chosen = parse_output(output)
        self._trust = Trust(ca_file)
        self._instance = new_instance([*_options(chosen, network_caching_ms), *self._trust.options], log=log)
        if chosen.module:
            check_module(self._instance, chosen.module)
        self._sink = PcmSink(chosen.path, on_block) if chosen.sink else None
        self._todo: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._decks = Decks(self._instance, self._sink, self._emit, self._todo.put, chosen.failure)
        # The source that events may still be about.
        self._wanted: int | None = None
        self._telling = threading.RLock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._thread.start()
        # Its threads must not call Python any more when that ends.
        atexit.register(self.close)

    def play(self, source: Source, *, start_ms: int = 0) -> None:
        """Stop what plays and play this."""
        with self._telling:
            self._wanted = source.number
        self._todo.put(lambda: self._decks.play(source, start_ms))

    def open_ahead(self, source: Source) -> None:
        """Open this, as late as the end of what plays lets it."""
        self._todo.put(lambda: self._decks.plan(source))

    def pause(self) -> None:
        """Hold."""
        self._todo.put(self._decks.pause)

    def resume(self) -> None:
        """Go on."""
        self._todo.put(self._decks.resume)

    def seek(self, position_ms: int) -> None:
        """Move within what plays."""
        self._todo.put(lambda: self._decks.seek(max(0, position_ms)))

    def set_volume(self, percent: int) -> None:
        """Set the loudness."""
        self._todo.put(lambda: self._decks.set_volume(percent))

    def set_muted(self, muted: bool) -> None:  # noqa: FBT001 - as in the protocol
        """Silence, or sound again."""
        self._todo.put(lambda: self._decks.set_muted(muted))

    def position_ms(self) -> int:
        """Return how far what plays has come."""
        return self._decks.position_ms()

    def stop(self) -> None:
        """Stop what plays; no event of it comes after this."""
        with self._telling:
            self._wanted = None
        self._todo.put(self._decks.stop)

    def close(self) -> None:
        """Stop for good, within 5 seconds: a network that hangs is left to the end of the process."""
        with self._telling:
            self._wanted = None
        if not self._closed:
            self._closed = True
            atexit.unregister(self.close)
            self._todo.put(self._decks.stop)
        self._thread.join(CLOSE_WITHIN_S)
        self._trust.close()

    def _work(self) -> None:
        try:
            while not self._closed:
                with contextlib.suppress(Empty):
                    self._todo.get(timeout=self._decks.rest_s())()
                self._decks.look()
        except Exception as bug:
            # Whoever waits for an event would wait for ever.
            with self._telling:
                if self._wanted is not None:
                    self._wanted = None
                    self._tell(OutputFailed(f"the engine failed: {type(bug).__name__}: {bug}"))
            raise
        finally:
            self._decks.release()
            self._instance.release()
            if self._sink:
                self._sink.close()

    def _emit(self, event: EngineEvent, number: int) -> None:
        with self._telling:
            if self._wanted == number:
                if not isinstance(event, Started):
                    self._wanted = None
                self._tell(event)


def _options(output: Output, network_caching_ms: int) -> list[str]:
    return [
        "--no-video",
        "--no-sub-autodetect-file",
        "--no-metadata-network-access",
        # It would keep back the last samples of a track.
        "--no-audio-time-stretch",
        f"--network-caching={network_caching_ms}",
        # The source says its gain; libvlc 3 would find it in MP3 files alone.
        "--audio-replay-gain-mode=none",
        *output.options,
    ]
