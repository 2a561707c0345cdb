"""Real audio, made by ffmpeg: encoded once a session, tagged for each test.

make_tone(tmp_path / "a.flac", title="Sinnerman", artist="Nina Simone", album="Pastel Blues", track="1/10")
make_tree(tmp_path / "music", 300)
"""

import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import mutagen
from mutagen import id3

# What each suffix is encoded as.
ENCODERS = {
    ".mp3": ("-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3"),
    ".flac": ("-c:a", "flac", "-f", "flac"),
    ".ogg": ("-c:a", "libvorbis", "-f", "ogg"),
    ".opus": ("-c:a", "libopus", "-b:a", "96k", "-f", "opus"),
    ".m4a": ("-c:a", "aac", "-b:a", "128k", "-f", "ipod"),
    ".aac": ("-c:a", "aac", "-b:a", "128k", "-f", "adts"),
    ".wav": ("-c:a", "pcm_s16le", "-f", "wav"),
    ".aiff": ("-c:a", "pcm_s16be", "-f", "aiff"),
}
SUFFIXES = tuple(ENCODERS)
# Sound that the format of .m4a can also hold.
ALAC = ("-c:a", "alac", "-f", "ipod")

_NAMES = ("Björk", "AC/DC", "Сергей Прокофьев", "坂本龍一", "أم كلثوم", "Sigur Rós", "The Beatles", "🎹 Trio")
_PER_ALBUM = 10
_ID3_FRAMES = {
    "title": id3.TIT2,
    "artist": id3.TPE1,
    "album_artist": id3.TPE2,
    "album": id3.TALB,
    "track": id3.TRCK,
    "disc": id3.TPOS,
    "date": id3.TDRC,
}
_EASY_KEYS = {"album_artist": "albumartist", "track": "tracknumber", "disc": "discnumber"}
# What EasyID3 has no name for is written as TXXX frames.
_EASY_KEYS |= {
    f"{whose}_{what}": f"replaygain_{whose}_{what}" for whose in ("track", "album") for what in ("gain", "peak")
}


@cache
def encoded(
    suffix: str,
    *,
    seconds: float = 1.0,
    frequency: int = 440,
    encoder: tuple[str, ...] | None = None,
) -> bytes:
    """Return an untagged file with a tone in it."""
    tone = f"sine=frequency={frequency}:sample_rate=48000:duration={seconds}"
    # Into a pipe a muxer cannot go back to write sizes, so each gets a file.
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"tone{suffix}")
        command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", tone, "-ac", "2"]
        subprocess.run([*command, *(encoder or ENCODERS[suffix]), str(target)], check=True)
        return target.read_bytes()


def make_tone(path: Path, *, seconds: float = 1.0, frequency: int = 440, **tags: str) -> Path:
    """Write a file of the format of the path's suffix, with tags; its folder is made.

    ``tags`` are title, artist, album_artist, album, track, disc, date, track_gain, track_peak, album_gain and
    album_peak, each as text.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(path.suffix, seconds=seconds, frequency=frequency))
    if tags:
        tag(path, **tags)
    return path


def tag(path: Path, **tags: str) -> None:
    """Write tags into a file as its format has them; see ``make_tone``."""
    if path.suffix in (".mp3", ".aac", ".wav", ".aiff"):
        _tag_id3(path, tags)
        return
    file: Any = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    if path.suffix == ".m4a":
        for key in [key for key in tags if key.endswith(("_gain", "_peak"))]:
            file.tags.RegisterFreeformKey(_EASY_KEYS[key], _EASY_KEYS[key])
    for key, text in tags.items():
        file.tags[_EASY_KEYS.get(key, key)] = [text]
    file.save()


def _tag_id3(path: Path, tags: dict[str, str]) -> None:
    file: Any = id3.ID3() if path.suffix in (".mp3", ".aac") else mutagen.File(path)  # type: ignore[no-untyped-call]
    frames: Any = file
    if path.suffix in (".wav", ".aiff"):
        if file.tags is None:
            file.add_tags()
        frames = file.tags
    for key, text in tags.items():
        frame: Callable[..., Any] | None = _ID3_FRAMES.get(key)
        fields = {"encoding": 3, "text": [text]}
        frames.add(frame(**fields) if frame else id3.TXXX(desc=_EASY_KEYS[key], **fields))  # type: ignore[no-untyped-call]
    file.save(path)


def make_tree(folder: Path, count: int) -> list[Path]:
    """Fill a folder with songs of all formats, ten to an album, with names and tags of many scripts.

    Every file differs from every other, and has a title, an artist, an album and a track number.
    """
    made = []
    for number in range(count):
        album, track = divmod(number, _PER_ALBUM)
        artist = _NAMES[album % len(_NAMES)]
        suffix = SUFFIXES[number % len(SUFFIXES)]
        home = folder / artist.replace("/", "_") / f"Álbum {album:03}"
        path = home / f"{track + 1:02} Пісня {number:04}{suffix}"
        tags: dict[str, Any] = {"title": f"Пісня № {number:04}", "artist": artist, "album": f"Álbum {album:03}"}
        made.append(make_tone(path, frequency=220 + 10 * (number % 3), **tags, track=f"{track + 1}/{_PER_ALBUM}"))
    return made
