"""Ogg with Vorbis or Opus in it: https://www.rfc-editor.org/rfc/rfc3533, 5334 and 7845."""

from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from audiostream.backend.adapters.mutagen import vorbis
from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.backend.adapters.mutagen.formats import Sound, need, not_audio, parse, truncated
from audiostream.errors import Unusable

_PAGE = 27
_MAX_PAGE = _PAGE + 255 + 255 * 255
_LAST_OF_STREAM = 4
_OPUS_RATE = 48_000


def read(file: BoundedFile) -> Sound:
    """Read an Ogg file of one kind of sound."""
    first, next_page = _packet(file, 0)
    is_opus = first.startswith(b"OpusHead")
    if not is_opus and not first.startswith(b"\x01vorbis"):
        raise not_audio("Ogg, with neither Vorbis nor Opus in it")
    comment, sound_at = _packet(file, next_page)
    vorbis.check(comment[8 if is_opus else 7 :])
    _check_end(file)
    ogg = parse(OggOpus if is_opus else OggVorbis, file)
    return Sound(
        extension="opus" if is_opus else "ogg",
        codec="opus" if is_opus else "vorbis",
        seconds=ogg.info.length,
        bitrate=round(8 * (file.size - sound_at) / ogg.info.length) if ogg.info.length > 0 else 0,
        sample_rate=_OPUS_RATE if is_opus else ogg.info.sample_rate,
        channels=ogg.info.channels,
        raw=vorbis.texts(ogg.tags or ()),
    )


def _packet(file: BoundedFile, at: int) -> tuple[bytes, int]:
    """Return what a page holds of its first packet, and where the next page is."""
    head = need(file, at, _PAGE, "its headers")
    if head[:4] != b"OggS":
        raise Unusable("damaged: a page of Ogg is not where it should be")
    lacing = need(file, at + _PAGE, head[26], "its headers")
    body_at = at + _PAGE + len(lacing)
    return need(file, body_at, sum(lacing), "its headers"), body_at + sum(lacing)


def _check_end(file: BoundedFile) -> None:
    start = max(0, file.size - 2 * _MAX_PAGE)
    tail = file.read_at(start, file.size - start)
    at = tail.rfind(b"OggS")
    if at < 0:
        raise truncated("no page is at its end")
    page = tail[at:]
    lacing = page[_PAGE : _PAGE + page[26]] if len(page) >= _PAGE else b""
    if len(page) < _PAGE or len(lacing) < page[26] or len(page) < _PAGE + len(lacing) + sum(lacing):
        raise truncated("its last page is cut off")
    if not page[5] & _LAST_OF_STREAM:
        raise truncated("its last page does not end the stream")
