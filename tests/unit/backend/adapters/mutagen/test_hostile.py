"""Bytes that nobody has seen before: whatever they are, the answer is quick, small, and a song or a reason."""

import io
import random
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.errors import Unusable
from tests.support.audio import SUFFIXES, encoded, make_tone
from tests.support.broken import SONG

pytestmark = pytest.mark.slow

# Sizes that lie, and the beginnings of everything there is.
PIECES = [
    *(b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x7f\x7f\x7f\x7f", b"\0\0\0\0", b"\x80\0\0\0", b"\0\0\0\x01"),
    *(b"\xff\xfb\x90\x64", b"OggS", b"ID3\x04", b"fLaC", b"moov", b"mdat", b"ilst", b"APETAGEX", b"TAG", b"LIST"),
    *(b"\x01vorbis", b"OpusTags"),
]
PROBE = MutagenProbe()
MOST_MEMORY = 64_000_000


def _mutated(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        # Headers and tags are at the start and the end.
        at = chance.choice((chance.randrange(1 + len(made) // 8), chance.randrange(len(made) + 1), len(made) - 64))
        at = max(0, at)
        match chance.randrange(6):
            case 0 | 1:
                made[at : at + 1] = chance.randbytes(1)
            case 2:
                piece = chance.choice(PIECES)
                made[at : at + len(piece)] = piece
            case 3:
                del made[at : at + chance.randrange(64)]
            case 4:
                made[at:at] = made[: chance.randrange(300)]
            case _:
                del made[chance.randrange(len(made) + 1) :]
    return bytes(made)


def _probe(content: bytes) -> str | None:
    try:
        PROBE.probe(io.BytesIO(content))
    except Unusable as error:
        return error.message
    return None


def _survives(suffix: str, folder: Path, rounds: range) -> None:
    path = make_tone(folder / f"a{suffix}", seconds=0.3, **SONG, track_gain="-7 dB")
    content = path.read_bytes()
    answers: set[bool] = set()
    for number in rounds:
        answers.add(_probe(_mutated(content, random.Random(f"{suffix} {number}"))) is None)  # noqa: S311 - can be repeated
    assert answers == {True, False}, "some are songs still, and some are not"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_changed_files_are_songs_or_refused(suffix: str, tmp_path: Path) -> None:
    _survives(suffix, tmp_path, range(150))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_many_changed_files_are_songs_or_refused(suffix: str, tmp_path: Path) -> None:
    _survives(suffix, tmp_path, range(150, 6_000))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_changed_files_take_little_memory(suffix: str, tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        _survives(suffix, tmp_path, range(150))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY


def _id3(body: bytes, *, version: int = 4) -> bytes:
    size = bytes(len(body) >> 7 * place & 0x7F for place in (3, 2, 1, 0))
    return b"ID3" + bytes([version, 0, 0]) + size + body


def _frame(name: bytes, content: bytes, flags: int = 0) -> bytes:
    size = bytes(len(content) >> 7 * place & 0x7F for place in (3, 2, 1, 0))
    return name + size + flags.to_bytes(2, "big") + content


def _bomb() -> bytes:
    # 100 MB of title in half a megabyte, with the flags for compressed and for a length before it.
    packer = zlib.compressobj(1)
    packed = b"".join(
        [packer.compress(b"\x03" + bytes(999_999)), *(packer.compress(b"a" * 1_000_000) for _ in range(100))]
    )
    return _id3(_frame(b"TIT2", bytes(4) + packed + packer.flush(), 0x09)) + encoded(".mp3")


def _many_frames() -> bytes:
    return _id3(_frame(b"PRIV", b"x") * 500_000) + encoded(".mp3")


def _many_values() -> bytes:
    return _id3(_frame(b"TPE1", b"\x03" + b"a\0" * 7_000_000)) + encoded(".mp3")


def _many_items() -> bytes:
    item = b"\x01\0\0\0\0\0\0\0ab\0x"
    items = b"".join(item.replace(b"ab", b"%06x" % number) for number in range(500_000))
    return (
        encoded(".mp3")
        + items
        + b"APETAGEX"
        + b"".join(value.to_bytes(4, "little") for value in (2000, len(items) + 32, 500_000, 0, 0, 0))
    )


def _many_atoms() -> bytes:
    content = encoded(".m4a")
    return content[:4] + b"ftyp" + content[8:] + b"\0\0\0\x08free" * 1_500_000


def _deep_atoms() -> bytes:
    inner = b""
    for _ in range(5_000):
        inner = (len(inner) + 8).to_bytes(4, "big") + b"moov" + inner
    return b"\0\0\0\x10ftypM4A \0\0\0\0" + inner + b"\0\0\0\x0cmdat1234"


def _many_blocks() -> bytes:
    content = encoded(".flac")
    return content[:42] + b"\x01\0\0\0" * 3_000_000 + content[42:]


def _seek_table() -> bytes:
    content = encoded(".flac")
    return content[:42] + b"\x03\xff\xff\xff" + bytes(0xFFFFFF) + content[42:]


@pytest.mark.parametrize(
    "make",
    [_bomb, _many_frames, _many_values, _many_items, _many_atoms, _deep_atoms, _many_blocks, _seek_table],
    ids=lambda make: make.__name__.strip("_"),
)
def test_what_is_made_to_fill_the_memory_is_refused_before_it_does(make: Callable[[], bytes]) -> None:
    content = make()
    tracemalloc.start()
    try:
        reason = _probe(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reason is not None
    assert peak < MOST_MEMORY
