"""Streams of frames without a container: where they are in a file, whether they are whole, how long they are.

Frame headers: ISO/IEC 11172-3 section 2.4.1.3 and 13818-3 for MPEG audio, 14496-3 section 1.A.2.2 for ADTS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.backend.adapters.mutagen.formats import truncated

_WINDOW = 65_536
_HEADER = 7
# Three headers in a row, each where the one before says, are no accident at the start of a file; further in
# they may be those of the sound in a film, but there never so many at a stretch.
_ENOUGH = 3
_ENOUGH_WITHIN = 12
_SAMPLED_PLACES = 8

_SYNC = 0xFF
# By their bits: MPEG-1, 2 and 2.5 as what they divide the sample rates of MPEG-1 by.
_VERSIONS = {3: 1, 2: 2, 0: 4}
_LAYERS = {1: 3, 2: 2}
_V1_RATES = (44_100, 48_000, 32_000)
_V1_BITRATES = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
}
_V2_BITRATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


_ADTS_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame's header says; ``kind`` is the same in all of a stream, ``size`` in bytes."""

    kind: tuple[int, ...]
    size: int
    seconds: float


_Parser: TypeAlias = Callable[[bytes], Frame | None]


@dataclass(frozen=True, slots=True)
class Stream:
    """Where a stream of frames begins and ends in a file, and what its frames are."""

    extension: str
    start: int
    end: int
    frame_of: _Parser


def find(file: BoundedFile, offset: int, end: int) -> Stream | None:
    """Look for a stream of frames at an offset, or behind something short that is none."""
    data = file.read_at(offset, min(_WINDOW, max(0, end - offset)))
    padding = len(data) - len(data.lstrip(b"\0"))
    for extension, frame_of in (("mp3", _mpeg_frame), ("aac", _adts_frame)):
        at = data.find(_SYNC)
        while at >= 0:
            count, stop = _chain(data, at, frame_of)
            # A file of one or two frames is known by their filling it.
            if count >= (_ENOUGH if at == padding else _ENOUGH_WITHIN) or (
                count and at == padding and offset + stop == end
            ):
                return Stream(extension, offset + at, end, frame_of)
            at = data.find(_SYNC, at + 1)
    return None


def check_end(file: BoundedFile, stream: Stream) -> None:
    """Raise ``Unusable`` when the last frame is not whole."""
    start = max(stream.start, stream.end - _WINDOW)
    data = file.read_at(start, stream.end - start)
    at = data.find(_SYNC)
    while at >= 0:
        count, stop = _chain(data, at, stream.frame_of)
        if count > _ENOUGH or (count and start + at == stream.start):
            rest = data[stop:]
            if stop > len(data) or (0 < len(rest) < _HEADER and rest[0] == _SYNC and rest[1:2] >= b"\xe0"):
                raise truncated("its last frame is cut off")
            return
        at = data.find(_SYNC, at + 1)


def seconds(file: BoundedFile, stream: Stream) -> float:
    """Return how long a stream is by its size and the frames at some places in it; of a short one, all frames."""
    length = stream.end - stream.start
    frames, size = 0.0, 0
    for place in range(_SAMPLED_PLACES):
        start = stream.start + place * max(_WINDOW, length // _SAMPLED_PLACES)
        data = file.read_at(start, min(_WINDOW, max(0, stream.end - start)))
        at = data.find(_SYNC)
        while at >= 0:
            count, stop = _chain(data, at, stream.frame_of)
            if count > _ENOUGH or (count and start + at == stream.start):
                frame = stream.frame_of(data[at : at + _HEADER])
                frames += count * (frame.seconds if frame else 0.0)
                size += stop - at
                break
            at = data.find(_SYNC, at + 1)
    return frames * length / size if size else 0.0


def _mpeg_frame(head: bytes) -> Frame | None:
    version, layer = _VERSIONS.get(head[1] >> 3 & 3), _LAYERS.get(head[1] >> 1 & 3)
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if head[0] != _SYNC or head[1] < 0xE0 or not version or not layer or bitrate in (0, 15) or rate == 3:  # noqa: PLR2004 - the reserved values
        return None
    kilobits = (_V1_BITRATES[layer] if version == 1 else _V2_BITRATES)[bitrate - 1]
    samples = 1152 if version == 1 or layer == 2 else 576  # noqa: PLR2004
    frequency = _V1_RATES[rate] // version
    size = samples // 8 * kilobits * 1000 // frequency + (head[2] >> 1 & 1)
    return Frame((version, layer, rate), size, samples / frequency)


def _adts_frame(head: bytes) -> Frame | None:
    rate = head[2] >> 2 & 15
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    if head[0] != _SYNC or head[1] & 0xF6 != 0xF0 or rate >= len(_ADTS_RATES) or size <= _HEADER:  # noqa: PLR2004 - sync and layer
        return None
    return Frame((head[1], head[2] >> 6, rate), size, 1024 * ((head[6] & 3) + 1) / _ADTS_RATES[rate])


def _chain(data: bytes, at: int, frame_of: _Parser) -> tuple[int, int]:
    """Follow frames from an offset; return how many there are, and where the last one says it ends."""
    kind, count = None, 0
    while at + _HEADER <= len(data):
        frame = frame_of(data[at : at + _HEADER])
        if frame is None or frame.kind != (kind or frame.kind):
            break
        kind, count, at = frame.kind, count + 1, at + frame.size
    return count, at
