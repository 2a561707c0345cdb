"""MP3 (and Layer II), and raw AAC: streams of frames without a container.

Frame headers: ISO/IEC 11172-3 section 2.4.1.3 and 13818-3 for MPEG audio, 14496-3 section 1.A.2.2 for ADTS.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from mutagen.aac import AACInfo
from mutagen.apev2 import APENoHeaderError, APEv2
from mutagen.mp3 import MPEGInfo

from audiostream.backend.adapters.mutagen import ape, id3
from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.backend.adapters.mutagen.formats import Raw, Sound, parse, truncated

_WINDOW = 65_536
_HEADER = 7
# Three headers in a row, each where the one before says, are no accident at the start of a file; further in
# they may be those of the sound in a film, but there never so many at a stretch.
_ENOUGH = 3
_ENOUGH_WITHIN = 12
_ID3V1 = 128
_XING_TOLERANCE = 4_096

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


@dataclass(frozen=True, slots=True)
class _Frame:
    """``kind`` is the same in all frames of a stream; ``size`` in bytes."""

    kind: tuple[int, ...]
    size: int


_Parser: TypeAlias = Callable[[bytes], _Frame | None]


@dataclass(frozen=True, slots=True)
class Stream:
    """Where a stream of frames begins and ends in a file, and what its frames are."""

    extension: str
    start: int
    end: int
    frame_of: _Parser


def find(file: BoundedFile, offset: int) -> Stream | None:
    """Look for a stream of frames at an offset, or behind a little padding."""
    end = _sound_end(file)
    data = file.read_at(offset, min(_WINDOW, max(0, end - offset)))
    for extension, frame_of in (("mp3", _mpeg_frame), ("aac", _adts_frame)):
        at = data.find(_SYNC)
        while at >= 0:
            count, stop = _chain(data, at, frame_of)
            # A file of one or two frames is known by their filling it.
            enough = _ENOUGH_WITHIN if data[:at].strip(b"\0") else _ENOUGH
            if count >= enough or (count and offset + at + stop - at == end):
                return Stream(extension, offset + at, end, frame_of)
            at = data.find(_SYNC, at + 1)
    return None


def read_mp3(file: BoundedFile, stream: Stream) -> Sound:
    """Read MPEG audio of Layer II or III."""
    _check_xing(file, stream)
    _check_end(file, stream)
    info = parse(MPEGInfo, file)
    return Sound(
        extension=f"mp{info.layer}",
        mime_type="audio/mpeg",
        codec=f"mp{info.layer}",
        seconds=info.length,
        bitrate=info.bitrate,
        sample_rate=info.sample_rate,
        channels=info.channels,
        raw=_tags(file),
    )


def read_adts(file: BoundedFile, stream: Stream) -> Sound:
    """Read AAC in ADTS frames; its length is an estimate, as no header has it."""
    _check_end(file, stream)
    info = parse(AACInfo, file)
    return Sound(
        extension="aac",
        mime_type="audio/aac",
        codec="aac",
        seconds=info.length,
        bitrate=info.bitrate,
        sample_rate=info.sample_rate,
        channels=info.channels,
        raw=_tags(file),
    )


def _tags(file: BoundedFile) -> Raw:
    raw: dict[str, list[str]] = {}
    with suppress(APENoHeaderError):
        raw |= ape.texts(parse(APEv2, file))
    return raw | id3.texts(file, with_v1=True)


def _mpeg_frame(head: bytes) -> _Frame | None:
    version, layer = _VERSIONS.get(head[1] >> 3 & 3), _LAYERS.get(head[1] >> 1 & 3)
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if head[0] != _SYNC or head[1] < 0xE0 or not version or not layer or bitrate in (0, 15) or rate == 3:  # noqa: PLR2004 - the reserved values
        return None
    kilobits = (_V1_BITRATES[layer] if version == 1 else _V2_BITRATES)[bitrate - 1]
    samples = 1152 if version == 1 or layer == 2 else 576  # noqa: PLR2004
    frequency = _V1_RATES[rate] // version
    return _Frame((version, layer, rate), samples // 8 * kilobits * 1000 // frequency + (head[2] >> 1 & 1))


def _adts_frame(head: bytes) -> _Frame | None:
    rate = head[2] >> 2 & 15
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    if head[0] != _SYNC or head[1] & 0xF6 != 0xF0 or rate > 12 or size <= _HEADER:  # noqa: PLR2004
        return None
    return _Frame((head[1], head[2] >> 6, rate), size)


def _chain(data: bytes, at: int, frame_of: _Parser) -> tuple[int, int]:
    """Follow frames from an offset; return how many there are, and where the last one says it ends."""
    kind, count = None, 0
    while at + _HEADER <= len(data):
        frame = frame_of(data[at : at + _HEADER])
        if frame is None or frame.kind != (kind or frame.kind):
            break
        kind, count, at = frame.kind, count + 1, at + frame.size
    return count, at


def _check_end(file: BoundedFile, stream: Stream) -> None:
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


def _check_xing(file: BoundedFile, stream: Stream) -> None:
    # Frame 0 of what LAME, ffmpeg and others write: "Xing" or "Info", flags, frames, bytes.
    head = file.read_at(stream.start, 256)
    at = next((found for name in (b"Xing", b"Info") if (found := head.find(name, 4, 64)) > 0), 0)
    if not at or not head[at + 7] & 2:
        return
    size_at = at + (12 if head[at + 7] & 1 else 8)
    declared, there = int.from_bytes(head[size_at : size_at + 4], "big"), stream.end - stream.start
    if there + max(_XING_TOLERANCE, declared // 100) < declared:
        raise truncated(f"its header promises {declared:,} bytes of sound, {there:,} are there")


def _sound_end(file: BoundedFile) -> int:
    """Return where sound ends and the tags behind it begin."""
    end = file.size
    while (shorter := end - _tag_size(file, end)) < end:
        end = shorter
    return end


def _tag_size(file: BoundedFile, end: int) -> int:
    tail = file.read_at(max(0, end - _ID3V1), min(end, _ID3V1))
    if len(tail) == _ID3V1 and tail.startswith(b"TAG"):
        return _ID3V1
    if tail[-32:].startswith(b"APETAGEX"):
        ape.check(tail[-32:])
        has_header = tail[-12 + 3] & 0x80
        return min(end, int.from_bytes(tail[-20:-16], "little") + (32 if has_header else 0))
    if tail.endswith(b"LYRICS200") and tail[-15:-9].isdigit():
        return min(end, int(tail[-15:-9]) + 15)
    if tail[-10:].startswith(b"3DI"):
        return min(end, sum(byte << 7 * place for place, byte in enumerate(reversed(tail[-4:]))) + 20)
    return 0
