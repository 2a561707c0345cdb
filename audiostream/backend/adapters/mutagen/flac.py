"""FLAC: https://www.rfc-editor.org/rfc/rfc9639."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from mutagen.flac import FLAC

from audiostream.backend.adapters.mutagen import vorbis
from audiostream.backend.adapters.mutagen.bounded import MAX_TAGS, MEGABYTE, BoundedFile
from audiostream.backend.adapters.mutagen.formats import Sound, need, parse, truncated
from audiostream.errors import Unusable

_STREAMINFO, _COMMENT = 0, 4
_MAX_BLOCKS = 1_000
_SMALL = (3, 5)  # the tables of where to seek, and of a CD
_ID3V1 = 128
_TAIL = 65_536
_MOST_TAIL = 2 * MEGABYTE
_HEADER = 16  # the longest frame header


@dataclass(frozen=True, slots=True)
class _StreamInfo:
    block_size: int
    max_frame: int
    sample_rate: int
    samples: int


def read(file: BoundedFile, offset: int) -> Sound:
    """Read a FLAC file whose marker is at an offset."""
    info, sound_at = _metadata(file, offset)
    samples = _check_end(file, info, sound_at)
    flac = parse(FLAC, file)
    seconds = samples / info.sample_rate if info.sample_rate else 0.0
    return Sound(
        extension="flac",
        codec="flac",
        seconds=seconds,
        bitrate=round(8 * (file.size - sound_at) / seconds) if seconds else 0,
        sample_rate=info.sample_rate,
        channels=flac.info.channels,
        raw=vorbis.texts(flac.tags or ()),
    )


def _metadata(file: BoundedFile, offset: int) -> tuple[_StreamInfo, int]:
    at, last, info = offset + 4, False, None
    for count in itertools.count():
        if last:
            break
        if count > _MAX_BLOCKS:
            raise Unusable(f"huge tags: more than {_MAX_BLOCKS:,} blocks of metadata")
        head = need(file, at, 4, "its metadata")
        last, kind, size = bool(head[0] & 0x80), head[0] & 0x7F, int.from_bytes(head[1:], "big")
        at += 4
        if at + size - offset > MAX_TAGS:
            raise Unusable(f"huge tags: more than {MAX_TAGS // MEGABYTE} MB of metadata blocks")
        if kind in _SMALL and size > MEGABYTE:
            raise Unusable(f"huge tags: {size / MEGABYTE:.0f} MB of a table")
        if kind == _STREAMINFO:
            info = _stream_info(need(file, at, 34, "its metadata"))
        elif kind == _COMMENT:
            vorbis.check(file.read_at(at, size))
        at += size
    if info is None:
        raise Unusable("damaged: FLAC without its stream information")
    if at >= file.size:
        raise truncated("it ends with its metadata")
    return info, at


def _stream_info(block: bytes) -> _StreamInfo:
    return _StreamInfo(
        block_size=int.from_bytes(block[2:4], "big"),
        max_frame=int.from_bytes(block[7:10], "big"),
        sample_rate=int.from_bytes(block[10:13], "big") >> 4,
        samples=int.from_bytes(block[13:18], "big") & (1 << 36) - 1,
    )


def _check_end(file: BoundedFile, info: _StreamInfo, sound_at: int) -> int:
    """Return how many samples there are, as the last whole frame has it.

    Raises:
        Unusable: the stream promises more, or its last frame is not whole.
    """
    end = file.size
    if file.read_at(max(0, end - _ID3V1), 3) == b"TAG":
        end -= _ID3V1
    window = min(_MOST_TAIL, max(_TAIL, 3 * info.max_frame))
    start = max(sound_at, end - window)
    tail = file.read_at(start, end - start)
    for at, last_sample in _frame_headers(tail, info):
        if info.samples and last_sample < info.samples:
            missing = (info.samples - last_sample) / max(1, info.sample_rate)
            raise truncated(f"its header promises {missing:.1f} s more than there are")
        if _crc16(tail[at:]):
            raise truncated("its last frame is cut off or damaged")
        return info.samples or last_sample
    raise truncated("no whole frame is at its end")


def _frame_headers(tail: bytes, info: _StreamInfo) -> Iterator[tuple[int, int]]:
    """Yield the frames of a tail, the last first: its offset, and the number of the sample after it."""
    at = len(tail)
    while (at := tail.rfind(b"\xff", 0, at)) >= 0:
        head = tail[at : at + _HEADER]
        if len(head) < 6 or head[1] & 0xFE != 0xF8 or head[2] >> 4 == 0 or head[3] & 1:  # noqa: PLR2004
            continue
        number, after = _coded_number(head)
        block, after = _block_size(head, after)
        after += (0, 1, 2, 2)[(head[2] & 15) - 11] if 12 <= head[2] & 15 <= 14 else 0  # noqa: PLR2004
        if number is None or after >= len(head) or _crc8(head[:after]) != head[after]:
            continue
        first = number if head[1] & 1 else number * info.block_size
        yield at, first + block


def _coded_number(head: bytes) -> tuple[int | None, int]:
    # As UTF-8, of up to seven bytes.
    lead = head[4]
    if lead < 0x80:  # noqa: PLR2004
        return lead, 5
    length = 8 - (lead ^ 0xFF).bit_length()
    rest = head[5 : 4 + length]
    if length < 2 or len(rest) < length - 1 or any(byte & 0xC0 != 0x80 for byte in rest):  # noqa: PLR2004
        return None, len(head)
    number = lead & (0x7F >> length)
    for byte in rest:
        number = number << 6 | byte & 0x3F
    return number, 4 + length


def _block_size(head: bytes, after: int) -> tuple[int, int]:
    code = head[2] >> 4
    if code in (6, 7):  # written out, less one, in 8 or 16 bits
        size = code - 5
        return int.from_bytes(head[after : after + size], "big") + 1, after + size
    if code == 1:
        return 192, after
    return (576 << code - 2 if code <= 5 else 256 << code - 8), after  # noqa: PLR2004


def _table(polynomial: int, bits: int) -> list[int]:
    table = []
    for byte in range(256):
        value = byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ (polynomial if value >> bits - 1 else 0)) & (1 << bits) - 1
        table.append(value)
    return table


_CRC8 = _table(0x07, 8)
_CRC16 = _table(0x8005, 16)


def _crc8(data: bytes) -> int:
    value = 0
    for byte in data:
        value = _CRC8[value ^ byte]
    return value


def _crc16(data: bytes) -> int:
    """Return 0 for a frame with its checksum behind it."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFF) ^ _CRC16[value >> 8 ^ byte]
    return value
