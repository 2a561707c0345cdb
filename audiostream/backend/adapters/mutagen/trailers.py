"""Tags behind the sound of an MP3: ID3v1, APEv2, Lyrics3 and an ID3v2.4 tag at the end."""

from audiostream.backend.adapters.mutagen import ape
from audiostream.backend.adapters.mutagen.bounded import BoundedFile

_ID3V1 = 128


def sound_end(file: BoundedFile) -> int:
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
