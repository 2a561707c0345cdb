"""MP3 (and Layer II), and raw AAC."""

from contextlib import suppress

from mutagen.aac import AACInfo
from mutagen.apev2 import APENoHeaderError, APEv2
from mutagen.mp3 import BitrateMode, MPEGInfo

from audiostream.backend.adapters.mutagen import ape, id3
from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.backend.adapters.mutagen.formats import Raw, Sound, parse, truncated
from audiostream.backend.adapters.mutagen.frames import Stream, check_end, seconds

_XING_TOLERANCE = 4_096


def read_mp3(file: BoundedFile, stream: Stream) -> Sound:
    """Read MPEG audio of Layer II or III."""
    _check_xing(file, stream)
    check_end(file, stream)
    info = parse(MPEGInfo, file)
    # Without a header that has it, mutagen takes all frames for as long as the first.
    is_unknown = info.bitrate_mode is BitrateMode.UNKNOWN
    length = seconds(file, stream) if is_unknown else info.length
    return Sound(
        extension=f"mp{info.layer}",
        codec=f"mp{info.layer}",
        seconds=length,
        bitrate=_bitrate(stream, length) if is_unknown else info.bitrate,
        sample_rate=info.sample_rate,
        channels=info.channels,
        raw=_tags(file),
    )


def read_adts(file: BoundedFile, stream: Stream) -> Sound:
    """Read AAC in ADTS frames; its length is an estimate, as no header has it."""
    check_end(file, stream)
    info = parse(AACInfo, file)
    length = seconds(file, stream)
    return Sound(
        extension="aac",
        codec="aac",
        seconds=length,
        bitrate=_bitrate(stream, length),
        sample_rate=info.sample_rate,
        channels=info.channels,
        raw=_tags(file),
    )


def _bitrate(stream: Stream, length: float) -> int:
    return round(8 * (stream.end - stream.start) / length) if length else 0


def _tags(file: BoundedFile) -> Raw:
    raw: dict[str, list[str]] = {}
    with suppress(APENoHeaderError):
        raw |= ape.texts(parse(APEv2, file))
    return raw | id3.texts(file, with_v1=True)


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
