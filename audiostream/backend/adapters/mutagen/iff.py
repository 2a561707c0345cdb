"""WAV and AIFF: chunks, whose sizes say how long the file must be.

https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html and .../AIFF/AIFF.html.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from mutagen.aiff import AIFFInfo
from mutagen.wave import WaveStreamInfo

from audiostream.backend.adapters.mutagen import id3
from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.backend.adapters.mutagen.formats import Raw, Sound, need, not_audio, parse, truncated
from audiostream.backend.adapters.mutagen.tags import pick
from audiostream.errors import Unusable

_MAX_CHUNKS = 10_000
_MAX_TEXTS = 65_536
# What a program writes that cannot go back to fill in the size: the sound goes on to the end.
_UNKNOWN = (0, 0xFFFFFFFF)
_WAV_CODECS = {0x01: "pcm", 0x03: "pcm", 0x06: "alaw", 0x07: "mulaw"}
_EXTENSIBLE = 0xFFFE
_AIFC_CODECS = {b"alaw": "alaw", b"ALAW": "alaw", b"ulaw": "mulaw", b"ULAW": "mulaw"} | dict.fromkeys(
    (b"NONE", b"sowt", b"twos", b"fl32", b"FL32", b"fl64", b"FL64", b"in24", b"in32", b"raw "), "pcm"
)
_INFO_FIELDS = {
    "title": ("INAM",),
    "artist": ("IART",),
    "album": ("IPRD",),
    "date": ("ICRD",),
    "track": ("IPRT", "ITRK"),
}
_AIFF_FIELDS = {"title": ("NAME",), "artist": ("AUTH",)}


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A chunk's place and size, its header not counted."""

    at: int
    size: int


def read_wav(file: BoundedFile) -> Sound:
    """Read a WAV file."""
    chunks = _chunks(file, "little", b"data")
    form, data = _of(chunks, b"fmt "), _of(chunks, b"data")
    fields = need(file, form.at, 16, "its format")
    tag, block = int.from_bytes(fields[:2], "little"), int.from_bytes(fields[12:14], "little")
    rate = int.from_bytes(fields[4:8], "little")
    if tag == _EXTENSIBLE:
        tag = int.from_bytes(need(file, form.at + 24, 2, "its format"), "little")
    if tag not in _WAV_CODECS:
        raise not_audio(f"WAV, with the codec 0x{tag:04x} in it")
    wave = parse(WaveStreamInfo, file)
    return Sound(
        extension="wav",
        codec=_WAV_CODECS[tag],
        seconds=data.size // block / rate if block and rate else 0.0,
        bitrate=8 * block * rate,
        sample_rate=rate,
        channels=wave.channels,
        raw={**_info_texts(file, chunks), **_id3_texts(file, chunks)},
    )


def read_aiff(file: BoundedFile) -> Sound:
    """Read an AIFF or AIFF-C file."""
    chunks = _chunks(file, "big", b"SSND")
    common, data = _of(chunks, b"COMM"), _of(chunks, b"SSND")
    fields = need(file, common.at, 18, "its format")
    codec = "pcm"
    if file.read_at(8, 4) == b"AIFC":
        name = need(file, common.at + 18, 4, "its format")
        if name not in _AIFC_CODECS:
            raise not_audio(f"AIFF-C, with {name.decode('latin-1')!r} in it")
        codec = _AIFC_CODECS[name]
    if codec == "pcm":
        frame = int.from_bytes(fields[:2], "big") * -(-int.from_bytes(fields[6:8], "big") // 8)
        promised = int.from_bytes(fields[2:6], "big") * frame
        if promised > max(0, data.size - 8):  # offset and block size come before the samples
            raise truncated(f"its header promises {promised:,} bytes of sound, {max(0, data.size - 8):,} are there")
    raw = pick(
        _AIFF_FIELDS,
        {name.decode("latin-1"): [_text(file, chunk)] for name, chunk in chunks.items() if name in (b"NAME", b"AUTH")},
    )
    aiff = parse(AIFFInfo, file)
    return Sound(
        extension="aiff",
        codec=codec,
        seconds=aiff.length,
        bitrate=aiff.bitrate,
        sample_rate=aiff.sample_rate,
        channels=aiff.channels,
        raw={**raw, **_id3_texts(file, chunks)},
    )


def _chunks(file: BoundedFile, order: Literal["little", "big"], sound: bytes) -> dict[bytes, _Chunk]:
    """Return the chunks by name, the first of each; raises ``Unusable`` when one goes on beyond the end."""
    declared = int.from_bytes(file.read_at(4, 4), order)
    if declared not in _UNKNOWN and declared + 8 > file.size:
        raise truncated(f"its header promises {declared + 8:,} bytes, {file.size:,} are there")
    found: dict[bytes, _Chunk] = {}
    at = 12
    while at + 8 <= file.size and len(found) < _MAX_CHUNKS:
        head = file.read_at(at, 8)
        name, size = head[:4], int.from_bytes(head[4:], order)
        if not (name.isascii() and name.decode().isprintable()):
            if sound in found:
                break  # whatever somebody has put behind the sound
            raise Unusable("damaged: it has a part of no meaning")
        at += 8
        if name == sound and size in _UNKNOWN and declared in _UNKNOWN:
            size = file.size - at
        if at + size > file.size:
            raise truncated(f"its part {name.decode('latin-1')!r} goes on beyond the end")
        found.setdefault(name, _Chunk(at, size))
        if name == b"LIST":  # several may be there: the one with texts counts
            found.setdefault(name + file.read_at(at, 4), _Chunk(at, size))
        at += size + size % 2
    return found


def _of(chunks: dict[bytes, _Chunk], name: bytes) -> _Chunk:
    if name not in chunks:
        raise Unusable(f"damaged: it has no part {name.decode()!r}")
    return chunks[name]


def _id3_texts(file: BoundedFile, chunks: dict[bytes, _Chunk]) -> Raw:
    chunk = chunks.get(b"ID3 ") or chunks.get(b"id3 ")
    if chunk is None:
        return {}
    id3.skip(file, chunk.at)
    return id3.texts(BytesIO(file.read_at(chunk.at, chunk.size)))


def _info_texts(file: BoundedFile, chunks: dict[bytes, _Chunk]) -> Raw:
    chunk = chunks.get(b"LISTINFO")
    if chunk is None:
        return {}
    data = file.read_at(chunk.at + 4, min(chunk.size - 4, _MAX_TEXTS))
    found: dict[str, list[str]] = {}
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        found.setdefault(data[at : at + 4].decode("latin-1"), []).append(_decoded(data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return pick(_INFO_FIELDS, found)


def _text(file: BoundedFile, chunk: _Chunk) -> str:
    return _decoded(file.read_at(chunk.at, min(chunk.size, _MAX_TEXTS)))


def _decoded(data: bytes) -> str:
    # No encoding is laid down: programs write UTF-8 or what their system has.
    data = data.rstrip(b"\0")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
