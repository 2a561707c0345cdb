"""A file is never in memory as a whole."""

import struct
import tracemalloc
from pathlib import Path

import pytest

from audiostream.backend.services.uploads import Status
from tests.support.uploads import bench

SIZE = 300_000_000
HEADER = 44
ALLOWED = 20_000_000


def make_long_wav(path: Path) -> None:
    """Write a WAV file of silence, as a hole in the file where the file system has them."""
    sound = struct.pack("<IHHIIHH", 16, 1, 2, 48_000, 192_000, 4, 16)  # PCM, stereo, 16 bits
    header = struct.pack("<4sI8s", b"RIFF", HEADER - 8 + SIZE, b"WAVEfmt ") + sound + struct.pack("<4sI", b"data", SIZE)
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + SIZE)


@pytest.mark.slow
def test_a_big_file_needs_as_little_memory_as_a_small_one(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    make_long_wav(path)
    with bench(tmp_path / "data") as at:
        tracemalloc.start()
        try:
            at.upload(path, artist="John Cage", album="Silence")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert at.statuses == [Status.CREATED], at.reasons
        (song,) = at.songs
    assert song.media.size == HEADER + SIZE
    assert song.audio.duration_ms == SIZE // 4 * 1000 // 48_000
    assert peak < ALLOWED
