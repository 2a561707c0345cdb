"""How loud a song is played: by the listener's volume and by its ReplayGain tags.

libvlc 3 reads ReplayGain from MP3 alone, so the gain is taken from the catalogue, where it stands for every format.
"""

import math

from audiostream.backend.domain.catalogue import ReplayGain

# Perceived loudness grows with about the cube root of the amplitude; libvlc and PulseAudio use this cube.
_CUBE = 3


def replay_gain_db(tags: ReplayGain | None, mode: str) -> float:
    """Return by how many dB a song is to be played louder; 0 without tags, or with the mode ``off``.

    Mode ``album`` takes the track's gain where there is none of the album, and the other way round. A gain above 0
    stops where the peak would clip; an unknown peak is taken for full scale (ReplayGain 2.0, "Clipping prevention").
    """
    if tags is None or mode == "off":
        return 0.0
    track, album = (tags.track_gain, tags.track_peak), (tags.album_gain, tags.album_peak)
    for gain, peak in (album, track) if mode == "album" else (track, album):
        if gain is not None:
            return min(gain, max(0.0, -20 * math.log10(peak))) if peak else min(gain, 0.0)
    return 0.0


def amplitude(percent: int, gain_db: float) -> float:
    """Return what samples are multiplied by at a volume in percent and with a gain."""
    return float((percent / 100) ** _CUBE * 10 ** (gain_db / 20))


def volume_with_gain(percent: int, gain_db: float) -> int:
    """Return the volume, in percent of libvlc's scale, that includes a gain: to about a third of a dB.

    Above 100, libvlc amplifies.
    """
    return round(percent * 10 ** (gain_db / 20 / _CUBE))
