"""A tree of real audio files: few are encoded, each copy is tagged as a song of its own."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import mutagen
from mutagen import id3

from audiostream.demo import tunes

_SECONDS = "3"
_PER_ALBUM = 10
_ENCODERS = {
    "mp3": ("-c:a", "libmp3lame", "-b:a", "192k"),
    "flac": ("-c:a", "flac"),
    "ogg": ("-c:a", "libvorbis", "-b:a", "160k"),
    "opus": ("-c:a", "libopus", "-b:a", "128k"),
    "m4a": ("-c:a", "aac", "-b:a", "192k"),
    "wav": ("-c:a", "pcm_s16le"),
    "aiff": ("-c:a", "pcm_s16be"),
}


def make_tree(folder: Path, count: int) -> Path:
    """Fill a folder with ``count`` songs of all formats, ten to an album."""
    seeds = _encode(folder.with_name(folder.name + "-seeds"))
    for number in range(count):
        album, track = divmod(number, _PER_ALBUM)
        seed = seeds[number % len(seeds)]
        target = folder / f"Artist {album // 3:03}" / f"Album {album:03}" / f"{track + 1:02} Song{seed.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(seed, target)
        _tag(target, f"Artist {album // 3:03}", f"Album {album:03}", f"Song {number:04}", track + 1)
    return folder


def _encode(folder: Path) -> list[Path]:
    folder.mkdir()
    with tunes() as music:
        source = str(music / "morning-signal.opus")
        for extension, options in _ENCODERS.items():
            command = ["ffmpeg", "-v", "error", "-nostdin", "-i", source, "-t", _SECONDS, "-map_metadata", "-1"]
            subprocess.run([*command, "-ar", "48000", *options, str(folder / f"seed.{extension}")], check=True)
    return sorted(folder.iterdir())


def _tag(path: Path, artist: str, album: str, title: str, track: int) -> None:
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    if isinstance(file.tags, id3.ID3):  # WAV and AIFF, which have no easy form
        add: Any = file.tags.add  # mutagen declares no type for it
        for frame, text in ((id3.TPE1, artist), (id3.TALB, album), (id3.TIT2, title), (id3.TRCK, str(track))):
            add(frame(encoding=3, text=text))
    else:
        file.tags.update({"artist": artist, "album": album, "title": title, "tracknumber": str(track)})
    file.save()
