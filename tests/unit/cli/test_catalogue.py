"""What people are shown of a song."""

import pytest

from audiostream.cli.catalogue import song_facts
from tests.support.builders import make_audio, make_song


@pytest.mark.parametrize(("channels", "shown"), [(1, "1 channel"), (2, "2 channels"), (6, "6 channels")])
def test_the_sound_of_a_song_counts_its_channels(channels: int, shown: str) -> None:
    rows = song_facts(make_song(audio=make_audio(channels=channels))).rows
    (sound,) = (value for field, value in rows if field == "sound")
    assert sound.endswith(f" Hz, {shown}")
