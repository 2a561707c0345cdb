"""How a file is read: little of it, and with every failure told."""

import io
from pathlib import Path

import pytest

from audiostream.backend.adapters.mutagen.bounded import MAX_TAGS
from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.errors import Unusable
from tests.support.audio import encoded, make_tone


@pytest.mark.parametrize("reads", [0, 1, 5])
def test_a_disk_that_fails_is_told(reads: int) -> None:
    class Failing(io.BytesIO):
        left = reads

        def read(self, size: int | None = -1, /) -> bytes:
            self.left -= 1
            if self.left < 0:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(Unusable, match=r"^unreadable: Input/output error"):
        MutagenProbe().probe(Failing(encoded(".flac")))


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".wav", ".aiff"])
def test_little_is_read_of_much_sound(suffix: str) -> None:
    class Counting(io.BytesIO):
        count = 0

        def read(self, size: int | None = -1, /) -> bytes:
            part = super().read(size)
            self.count += len(part)
            return part

    source = Counting(encoded(suffix, seconds=40.0))
    MutagenProbe().probe(source)
    assert source.count < 300_000


@pytest.mark.parametrize("suffix", [".wav", ".aiff"])
def test_tags_behind_much_sound_are_not_taken_for_huge(tmp_path: Path, suffix: str) -> None:
    song = make_tone(tmp_path / f"long{suffix}", seconds=100.0, title="Long", artist="Ada")
    assert song.stat().st_size > MAX_TAGS
    with song.open("rb") as source:
        _, tags = MutagenProbe().probe(source)
    assert (tags.title, tags.artist) == ("Long", "Ada")
