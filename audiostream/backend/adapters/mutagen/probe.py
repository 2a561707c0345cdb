"""The port ``AudioProbe`` on mutagen: what a file is follows from its content, and nothing in it is trusted."""

from typing import BinaryIO

from mutagen import MutagenError

from audiostream.backend.adapters.mutagen import flac, frames, id3, iff, mp4, mpeg, ogg, trailers
from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.backend.adapters.mutagen.formats import Sound, not_audio
from audiostream.backend.adapters.mutagen.tags import clean_tags, replay_gain
from audiostream.backend.domain.catalogue import MAX_TRACK_MS, MIME_TYPES, Audio, Tags
from audiostream.errors import AudiostreamError, Unusable

# Far outside of what any file has, within what every database holds.
_MAX_RATE = 10_000_000
_MAX_BITRATE = 2**31 - 1
_MAX_CHANNELS = 255


class MutagenProbe:
    """Reads MP3, FLAC, Ogg Vorbis, Opus, M4A, AAC, WAV and AIFF."""

    def probe(self, source: BinaryIO) -> tuple[Audio, Tags]:
        """Tell what a seekable file is; raises ``Unusable`` with the reason, and nothing else."""
        try:
            file = BoundedFile(source)
        except OSError as error:
            raise Unusable(f"unreadable: {error.strerror or error}") from error
        try:
            sound = _read(file)
            return _audio(sound), clean_tags(sound.raw)
        except AudiostreamError:
            raise
        except MutagenError as error:
            raise Unusable(file.refusal or f"damaged: {error}") from error
        except Exception as error:  # whatever a parser does with such bytes, they are at fault
            raise Unusable(file.refusal or f"damaged: its headers make no sense ({type(error).__name__})") from error


def _read(file: BoundedFile) -> Sound:
    if not file.size:
        raise Unusable("empty: it has no bytes")
    sound_at = id3.skip(file, 0)
    head = file.read_at(sound_at, 12)
    if head.startswith(b"fLaC"):
        return flac.read(file, sound_at)
    if sound_at == 0:
        if head.startswith(b"OggS"):
            return ogg.read(file)
        if head.startswith(b"RIFF") and head.endswith(b"WAVE"):
            return iff.read_wav(file)
        if head.startswith(b"FORM") and head.endswith((b"AIFF", b"AIFC")):
            return iff.read_aiff(file)
        if head[4:8] == b"ftyp":
            return mp4.read(file)
    stream = frames.find(file, sound_at, trailers.sound_end(file))
    if stream is None:
        raise not_audio()
    return mpeg.read_mp3(file, stream) if stream.extension == "mp3" else mpeg.read_adts(file, stream)


def _audio(sound: Sound) -> Audio:
    limits = (
        ("length", sound.seconds, MAX_TRACK_MS / 1000),
        ("sample rate", sound.sample_rate, _MAX_RATE),
        ("number of channels", sound.channels, _MAX_CHANNELS),
        ("bitrate", sound.bitrate, _MAX_BITRATE),
    )
    for what, value, most in limits:
        if not 0 < value <= most:
            raise Unusable(
                "empty: it has no sound"
                if what == "length" and value <= 0
                else f"damaged: its {what} cannot be {value:g}"
            )
    return Audio(
        extension=sound.extension,
        mime_type=MIME_TYPES[sound.extension],
        codec=sound.codec,
        duration_ms=max(1, round(sound.seconds * 1000)),
        bitrate=round(sound.bitrate),
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        replay_gain=replay_gain(sound.raw),
    )
