"""When to start the next track so that its first sample follows the last one of the track before.

libvlc 3 says that a track has ended up to a tenth of a second late, and its next one sounds only after as much again;
so the next one is started by the clock, before the end. Both figures were measured with libvlc 3.0.24
(``python -m benchmarks track_change`` does it again); they follow from the sizes of a format's packets and from
constants in libvlc, not from the machine.
"""

from audiostream.player.vlc_progress import Progress

# From going on after :start-paused until the first sample is due, in seconds.
_LEADS = {"wav": 0.010, "aiff": 0.010, "aif": 0.010, "mp3": 0.060, "flac": 0.114, "ogg": 0.005, "opus": 0.010}
_LEADS |= {"oga": 0.005, "m4a": 0.033, "aac": 0.033}
_LEAD = 0.010
# How much later the last sample is due than position and length say.
_TAILS = {"wav": 0.047, "aiff": 0.097, "aif": 0.097, "flac": 0.104, "opus": -0.008, "m4a": 0.010, "aac": 0.010}


def start_of_next(progress: Progress, playing: str, following: str) -> float | None:
    """Return the moment to start the next track, or None when the end of the one that plays is not known so exactly.

    ``playing`` and ``following`` are the formats, by extension.
    """
    end = progress.end()
    return None if end is None else end + _TAILS.get(playing, 0.0) - _LEADS.get(following, _LEAD)
