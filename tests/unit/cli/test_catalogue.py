"""What people are shown of a song."""

from typing import Any

import pytest

from audiostream.backend.domain.ids import SongId
from audiostream.backend.domain.shapes import song_data, song_reference
from audiostream.cli.catalogue import song_facts, song_names
from tests.support.builders import make_audio, make_song


@pytest.mark.parametrize(("channels", "shown"), [(1, "1 channel"), (2, "2 channels"), (6, "6 channels")])
def test_the_sound_of_a_song_counts_its_channels(channels: int, shown: str) -> None:
    rows = song_facts(make_song(audio=make_audio(channels=channels))).rows
    (sound,) = (value for field, value in rows if field == "sound")
    assert sound.endswith(f" Hz, {shown}")


def test_a_song_is_told_by_the_same_words_and_keys_whatever_is_about_it() -> None:
    song = make_song("Sinnerman")
    whole: dict[str, Any] = song_data(song)
    about: dict[str, Any] = song_reference(song.id, song)
    assert about.pop("song_id") == str(song.id)
    assert about.pop("title") == whole["title"]
    for noun, named in about.items():
        assert named.items() <= whole[noun].items()
    assert song_names(song.id, song) == ("Sinnerman", song.artist.name, song.album.title)


def test_a_song_that_was_removed_is_told_by_its_id() -> None:
    assert song_reference(SongId(7), None) == {"song_id": "7", "title": None, "artist": None, "album": None}
    assert song_names(SongId(7), None) == ("(removed song 7)", "", "")
