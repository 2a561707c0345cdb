"""How loud a song is played."""

import pytest

from audiostream.backend.domain.catalogue import ReplayGain
from audiostream.player.loudness import amplitude, replay_gain_db, volume_with_gain

BOTH = ReplayGain(track_gain=-6.0, track_peak=0.9, album_gain=-3.0, album_peak=1.0)


@pytest.mark.parametrize(
    ("tags", "mode", "gain_db"),
    [
        (None, "track", 0.0),
        (ReplayGain(), "track", 0.0),
        (BOTH, "off", 0.0),
        (BOTH, "track", -6.0),
        (BOTH, "album", -3.0),
        (ReplayGain(track_gain=-6.0), "album", -6.0),
        (ReplayGain(album_gain=-3.0), "track", -3.0),
        # Half of full scale leaves 6.02 dB.
        (ReplayGain(track_gain=9.0, track_peak=0.5), "track", 6.02),
        (ReplayGain(track_gain=4.0, track_peak=0.5), "track", 4.0),
        (ReplayGain(track_gain=4.0), "track", 0.0),
        (ReplayGain(track_gain=4.0, track_peak=1.2), "track", 0.0),
        (ReplayGain(track_gain=-1.0, track_peak=1.2), "track", -1.0),
        (ReplayGain(track_gain=4.0, track_peak=0.0), "track", 0.0),
    ],
)
def test_the_gain_follows_the_tags_and_never_clips(tags: ReplayGain | None, mode: str, gain_db: float) -> None:
    assert replay_gain_db(tags, mode) == pytest.approx(gain_db, abs=0.01)


def test_the_volume_is_perceptual() -> None:
    assert amplitude(100, 0.0) == 1.0
    assert amplitude(50, 0.0) == pytest.approx(0.125)
    assert amplitude(0, 6.0) == 0.0
    assert amplitude(100, -6.02) == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("gain_db", [-12.0, -6.0, -0.5, 0.0, 3.0, 6.0])
@pytest.mark.parametrize("percent", [100, 80, 50])
def test_a_gain_becomes_volume(percent: int, gain_db: float) -> None:
    meant = amplitude(percent, gain_db)
    assert amplitude(volume_with_gain(percent, gain_db), 0.0) == pytest.approx(meant, rel=0.05)
