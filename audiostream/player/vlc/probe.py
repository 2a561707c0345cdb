"""Telling a broken file from a missing sound device, which libvlc does not tell apart."""

import time
import wave
from pathlib import Path
from typing import Any

from audiostream.player.vlc.library import load_vlc

_RATE = 44_100
_WITHIN_S = 3.0


def sound_comes_out(instance: Any) -> bool:  # noqa: ANN401 - python-vlc has no types
    """Play a moment of silence, three seconds at most, and return whether the output took it."""
    import tempfile

    vlc = load_vlc()
    with tempfile.TemporaryDirectory(prefix="audiostream-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "silence.wav"
        with wave.Wave_write(str(path)) as file:
            file.setparams((2, 2, _RATE, 0, "NONE", ""))
            file.writeframes(bytes(4 * _RATE // 5))
        player = instance.media_player_new()
        media = instance.media_new(path.as_uri())
        try:
            player.set_media(media)
            player.play()
            return _taken(vlc, player, media)
        finally:
            player.stop()
            player.release()
            media.release()


def _taken(vlc: Any, player: Any, media: Any) -> bool:  # noqa: ANN401
    stats = vlc.MediaStats()
    until = time.monotonic() + _WITHIN_S
    while time.monotonic() < until:
        over = player.get_state() in (vlc.State.Ended, vlc.State.Error)
        if over:
            player.stop()  # libvlc counts for the last time after it has said so
        if media.get_stats(stats) and stats.played_abuffers:
            return True
        if over:
            return False
        time.sleep(0.01)
    return False
