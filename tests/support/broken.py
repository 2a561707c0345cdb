"""Files that must not become songs: one maker a kind.

for path, kind in make_broken(tmp_path / "broken", 30).items(): ...
"""

import os
import random
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC

from tests.support.audio import make_tone

SONG: dict[str, Any] = {"title": "Sinnerman", "artist": "Nina Simone", "album": "Pastel Blues", "track": "10"}
_MARK = "QQQQQQQQ"


def cut(path: Path, *, keep: float = 0.5) -> Path:
    """Keep only the first part of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    return path


def patch(path: Path, old: bytes, new: bytes) -> Path:
    """Replace bytes that a file has in it once or more."""
    content = path.read_bytes()
    assert old in content, f"{path} has no {old!r} in it"
    path.write_bytes(content.replace(old, new))
    return path


def _hostile(suffix: str, field: str, text: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        make_tone(path.with_suffix(suffix), **{**SONG, field: text})

    return make


def _undecodable(suffix: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        patch(make_tone(path.with_suffix(suffix), **{**SONG, "title": _MARK}), _MARK.encode(), b"\xff\xfe\xc3\x28" * 2)

    return make


def _cut(suffix: str) -> Callable[[Path], None]:
    return lambda path: (cut(make_tone(path.with_suffix(suffix), **SONG)), None)[1]


def _content(suffix: str, content: bytes) -> Callable[[Path], None]:
    return lambda path: (path.with_suffix(suffix).write_bytes(content), None)[1]


def _huge_frame(path: Path) -> None:
    # A title of 256 MB, says its frame.
    patch(make_tone(path.with_suffix(".mp3"), **SONG), b"TIT2\0\0\0", b"TIT2\x7f\x7f\x7f")


def _huge_tag(path: Path) -> None:
    # 64 MB of cover that are really there, as a hole in the file.
    sound = make_tone(path.with_suffix(".mp3")).read_bytes()
    size = 64_000_000
    with path.with_suffix(".mp3").open("wb") as file:
        file.write(b"ID3\x04\0\0" + bytes(size >> 7 * place & 0x7F for place in (3, 2, 1, 0)))
        file.seek(10 + size)
        file.write(sound)


def _too_many_comments(path: Path) -> None:
    song = make_tone(path.with_suffix(".flac"), **SONG)
    vendor = FLAC(song).tags.vendor.encode()  # type: ignore[no-untyped-call, union-attr]
    content = song.read_bytes()
    at = content.index(vendor) + len(vendor)  # where their number is
    song.write_bytes(content[:at] + b"\xff\xff\xff\xff" + content[at + 4 :])


def _unreadable(path: Path) -> None:
    song = path.with_suffix(".mp3")
    if os.name != "nt" and os.geteuid() == 0:
        # No mode keeps root out; what a process may not read of its own memory gives an error to everyone.
        song.symlink_to("/proc/self/mem")
    else:
        make_tone(song, **SONG).chmod(0)


def _loop(path: Path) -> None:
    song, other = path.with_suffix(".mp3"), path.with_suffix(".flac")
    song.symlink_to(other.name)
    other.symlink_to(song.name)


HOSTILE: dict[str, Callable[[Path], None]] = {
    "a NUL in the title": _hostile(".mp3", "title", "Sinner\0man"),
    "a NUL in the artist": _hostile(".flac", "artist", "Nina\0Simone"),
    "bidi controls": _hostile(".ogg", "title", "song\u202e3pm.exe"),
    "bidi isolates": _hostile(".m4a", "album", "Pastel \u2066Blues"),
    "control characters": _hostile(".flac", "title", "\x1b[2Jgone"),
    "invalid UTF-8 in ID3": _undecodable(".mp3"),
    "invalid UTF-8 in comments": _undecodable(".flac"),
    "invalid UTF-8 in atoms": _undecodable(".m4a"),
    "a relative path": _hostile(".mp3", "album", "../../etc"),
    "an absolute path": _hostile(".opus", "artist", "/etc/passwd"),
    "a path of Windows": _hostile(".aiff", "title", "C:\\Windows\\win.ini"),
    "a title without end": _hostile(".wav", "title", "la" * 5_000),
    "a huge frame": _huge_frame,
    "huge tags": _huge_tag,
    "too many comments": _too_many_comments,
}
DAMAGED: dict[str, Callable[[Path], None]] = {
    "empty": _content(".mp3", b""),
    "text": _content(".mp3", b"This is no music.\n" * 500),
    "noise": _content(".flac", random.Random(1).randbytes(20_000)),  # noqa: S311 - noise, the same each time
    "a picture": _content(".m4a", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(9_000)),
    **{
        f"truncated {suffix[1:]}": _cut(suffix)
        for suffix in (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".aiff")
    },
}
# Kinds that need what Windows has not, or only for administrators.
SPECIAL: dict[str, Callable[[Path], None]] = {
    "unreadable": _unreadable,
    "a pipe": lambda path: os.mkfifo(path.with_suffix(".mp3")),
    "a device": lambda path: path.with_suffix(".wav").symlink_to("/dev/zero"),
    "a link loop": _loop,
}
KINDS = {**DAMAGED, **HOSTILE, **(SPECIAL if os.name != "nt" else {})}


def make_broken(folder: Path, count: int) -> dict[Path, str]:
    """Fill a folder with broken files of every kind, again from the first when there are more; return their kinds.

    A link loop is one of two paths, and both are named.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[Path, str] = {}
    for number, (kind, make) in enumerate(islice(cycle(KINDS.items()), count)):
        before = set(folder.iterdir())
        make(folder / f"{number:02} {kind}")
        made |= dict.fromkeys(set(folder.iterdir()) - before, kind)
    return made
