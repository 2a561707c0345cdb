"""When to start the next track so that its first sample follows the last one of the track before.

libvlc 3 says that a track has ended up to a tenth of a second late, and its next one sounds only after as much again;
so the next one is started by the clock, before the end. Both figures were measured with libvlc 3.0.24
(``python -m benchmarks track_change`` does it again); they follow from the sizes of a format's packets and from
constants in libvlc, not from the machine.
"""

from audiostream.player.vlc.progress import Progress

# From going on after :start-paused until the first sample is due, in seconds.
_LEADS = {"mp3": 0.062, "m4a": 0.033, "aac": 0.033}
_LEAD = 0.010
# How much later the last sample is due than position and length say; of MP3 it varies with the encoder's padding.
_TAILS = {"wav": 0.049, "aiff": 0.099, "aif": 0.099, "m4a": 0.010, "aac": 0.010, "ogg": 0.008, "oga": 0.008}
_TAILS |= {"opus": -0.007}


def start_of_next(progress: Progress, playing: str, following: str) -> float | None:
    """Return the moment to start the next track, or None when the end of the one that plays is not known so exactly.

    ``playing`` and ``following`` are the formats, by extension.
    """
    end = progress.end()
    return None if end is None else end + _TAILS.get(playing, 0.0) - _LEADS.get(following, _LEAD)
