"""M4A: AAC or ALAC in the ISO base media file format, ISO/IEC 14496-12."""

from collections.abc import Iterable

from mutagen.mp4 import MP4

from audiostream.backend.adapters.mutagen.atoms import Atom, atoms, inside
from audiostream.backend.adapters.mutagen.bounded import MAX_TAGS, MEGABYTE, BoundedFile
from audiostream.backend.adapters.mutagen.formats import Parsed, Sound, not_audio, parse, truncated
from audiostream.backend.adapters.mutagen.tags import FIELDS, pick
from audiostream.errors import Unusable

# Kinds of moving pictures; still ones (jpeg, png) are covers and chapters.
_FILMS = (b"avc1", b"avc3", b"hvc1", b"hev1", b"vp08", b"vp09", b"av01", b"mp4v", b"s263")
_CODECS = {"mp4a": "aac", "alac": "alac", "ac-3": "ac3", "ec-3": "eac3", "fLaC": "flac", "Opus": "opus", ".mp3": "mp3"}
# RFC 6381 names what is in "mp4a": 40.x is AAC, 69 and 6B are MP3.
_MP3_IN_MP4 = ("mp4a.69", "mp4a.6B")
_FREEFORM = "----:com.apple.itunes:"
_FIELDS = {field: (f"{_FREEFORM}replaygain_{field}",) for field in FIELDS if field.endswith(("_gain", "_peak"))} | {
    "title": ("\xa9nam",),
    "artist": ("\xa9art",),
    "album_artist": ("aart",),
    "album": ("\xa9alb",),
    "date": ("\xa9day",),
    "track": ("trkn",),
    "disc": ("disk",),
}


def read(file: BoundedFile) -> Sound:
    """Read an MP4 file that has a track of sound."""
    headers, media_size = _parts(file)
    _check_is_song(file, headers)
    mp4 = parse(MP4, file)
    info = mp4.info
    name = info.codec.split(".")[0] if not info.codec.startswith(".") else info.codec
    if name == "drms":
        raise Unusable("protected against copying: only its shop's player can play it")
    if name not in _CODECS:
        raise not_audio(f"MP4, with {info.codec or 'nothing'} in it")
    return Sound(
        extension="m4a",
        codec="mp3" if info.codec in _MP3_IN_MP4 else _CODECS[name],
        seconds=info.length,
        bitrate=round(8 * media_size / info.length) if info.length else 0,
        sample_rate=info.sample_rate,
        channels=info.channels,
        raw=_texts(mp4.tags) if mp4.tags else {},
    )


def _parts(file: BoundedFile) -> tuple[Atom, int]:
    """Return the part with the headers, and how many bytes of media there are."""
    headers, media_size = None, 0
    for atom in atoms(file, 0, file.size):
        if atom.name == b"moov":
            headers = headers or atom
        elif atom.name == b"mdat":
            media_size += atom.end - atom.at
    if headers is None:
        raise truncated("its part 'moov', the headers, is missing")
    if not media_size:
        raise truncated("its part 'mdat', the sound, is missing")
    if headers.end - headers.at > 2 * MAX_TAGS:
        raise Unusable(f"huge tags: {(headers.end - headers.at) / MEGABYTE:,.0f} MB of headers")
    return headers, media_size


def _check_is_song(file: BoundedFile, headers: Atom) -> None:
    for atom in atoms(file, headers.at, headers.end):
        if atom.name == b"mvex":
            raise Unusable(
                "in fragments, as for streaming, so that its length is unknown: "
                "ffmpeg -i FILE -c copy WHOLE.m4a makes a whole file of it"
            )
        samples = inside(file, atom, b"mdia", b"minf", b"stbl", b"stsd") if atom.name == b"trak" else None
        # Version, flags and the number of entries are before the first entry, its size before its name.
        if samples and file.read_at(samples.at + 12, 4) in _FILMS:
            raise Unusable("not audio: it is a film")


def _texts(tags: Parsed) -> dict[str, list[str]]:
    # What mutagen could not decode it has put aside.
    for key, what in (("\xa9nam", "title"), ("\xa9ART", "artist"), ("aART", "album artist"), ("\xa9alb", "album")):
        if key in tags._failed_atoms:  # noqa: SLF001 - it has no public name
            raise Unusable(f"hostile tag: the {what} is not valid UTF-8")
    return pick(_FIELDS, {key.casefold(): _values(value) for key, value in tags.items() if isinstance(value, list)})


def _values(values: Iterable[object]) -> list[str]:
    return [
        str(value[0])
        if isinstance(value, tuple) and value
        else bytes(value).decode("utf-8", "replace")
        if isinstance(value, bytes)
        else str(value)
        for value in values
    ]
