"""What every reader of audio files does."""

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from audiostream.backend.domain.catalogue import Audio, ReplayGain, Tags
from audiostream.backend.ports import AudioProbe
from audiostream.errors import Unusable
from tests.support.audio import ALAC, SUFFIXES, encoded, make_tone
from tests.support.broken import DAMAGED, HOSTILE, SONG, cut, make_broken
from tests.support.files import PROBES

# Extension, MIME type, codec, and by how much an encoder may make the length other than it was, in ms.
KINDS = {
    ".mp3": ("audio/mpeg", "mp3", 80),
    ".flac": ("audio/flac", "flac", 0),
    ".ogg": ("audio/ogg", "vorbis", 1),
    ".opus": ("audio/ogg", "opus", 30),
    ".m4a": ("audio/mp4", "aac", 60),
    ".aac": ("audio/aac", "aac", 80),
    ".wav": ("audio/wav", "pcm", 0),
    ".aiff": ("audio/aiff", "pcm", 0),
}
REASONS = {
    "empty": "^empty",
    "text": "^not audio",
    "noise": "^not audio",
    "a picture": "^not audio",
    **{kind: "^truncated: " for kind in DAMAGED if kind.startswith("truncated")},
    "a NUL in the title": "title contains a NUL",
    "a NUL in the artist": "artist contains a NUL",
    "bidi controls": "title contains bidirectional",
    "bidi isolates": "album contains bidirectional",
    "control characters": "title contains control",
    "invalid UTF-8 in ID3": "title is not valid U",
    "invalid UTF-8 in comments": "title is not valid U",
    "invalid UTF-8 in atoms": "title is not valid U",
    "a relative path": "album looks like a path",
    "an absolute path": "artist looks like a path",
    "a path of Windows": "title looks like a path",
    "a title without end": "title has 10000 characters",
    "a huge frame": "^huge tags",
    "huge tags": "^huge tags",
    "too many comments": "^huge tags",
}


@pytest.fixture(params=["mutagen", pytest.param("limited", marks=pytest.mark.slow)])
def probe(request: pytest.FixtureRequest) -> AudioProbe:
    return PROBES[request.param]()


def _probe(probe: AudioProbe, path: Path) -> tuple[Audio, Tags]:
    with path.open("rb") as file:
        return probe.probe(file)


def _probe_bytes(probe: AudioProbe, content: bytes) -> tuple[Audio, Tags]:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        return probe.probe(file)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_sound_is_described(probe: AudioProbe, suffix: str) -> None:
    mime_type, codec, tolerance = KINDS[suffix]
    content = encoded(suffix, seconds=2.0)
    audio, tags = _probe_bytes(probe, content)
    assert (audio.extension, audio.mime_type, audio.codec) == (suffix[1:], mime_type, codec)
    assert (audio.sample_rate, audio.channels) == (48_000, 2)
    assert abs(audio.duration_ms - 2000) <= tolerance
    assert 0.5 < audio.bitrate / (8 * len(content) / 2.0) < 1.4  # what is no sound counts in so short a file
    assert audio.replay_gain is None
    assert tags == Tags()


def test_lossless_sound_in_m4a_is_told_apart(probe: AudioProbe) -> None:
    audio, _ = _probe_bytes(probe, encoded(".m4a", encoder=ALAC))
    assert (audio.extension, audio.codec, audio.duration_ms) == ("m4a", "alac", 1000)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_tags_are_read(probe: AudioProbe, tmp_path: Path, suffix: str) -> None:
    texts: dict[str, Any] = {
        "title": "Пісня: naïve 歌",
        "artist": "AC/DC",
        "album_artist": "Various",
        "album": "Álbum 🎵",
    }
    path = make_tone(tmp_path / f"a{suffix}", **texts, track="3/12", disc="2/2", date="1999-12-31")
    _, tags = _probe(probe, path)
    assert tags == Tags(**texts, track=3, disc=2, year=1999)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_loudness_is_read(probe: AudioProbe, tmp_path: Path, suffix: str) -> None:
    gains: dict[str, Any] = {"track_gain": "-7.03 dB", "track_peak": "0.988525", "album_gain": "+1.50 dB"}
    audio, _ = _probe(probe, make_tone(tmp_path / f"a{suffix}", **gains, album_peak="1.0"))
    assert audio.replay_gain == ReplayGain(track_gain=-7.03, track_peak=0.988525, album_gain=1.5, album_peak=1.0)


@pytest.mark.parametrize("text", ["nan dB", "inf", "-1e9 dB", "loud", "", "999 dB"])
def test_loudness_that_is_none_is_left_out(probe: AudioProbe, tmp_path: Path, text: str) -> None:
    audio, _ = _probe(probe, make_tone(tmp_path / "a.flac", track_gain=text))
    assert audio.replay_gain is None


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" 07 / 12 ", 7), ("7/", 7), ("0", None), ("A1", None), ("", None), ("9" * 30, None)]
)
def test_track_numbers_are_whole_and_possible(probe: AudioProbe, tmp_path: Path, text: str, number: int | None) -> None:
    _, tags = _probe(probe, make_tone(tmp_path / "a.ogg", track=text))
    assert tags.track == number


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\u00a0\t"])
def test_a_tag_of_nothing_is_none(probe: AudioProbe, tmp_path: Path, text: str) -> None:
    _, tags = _probe(probe, make_tone(tmp_path / "a.flac", **{**SONG, "title": text}))
    assert (tags.title, tags.artist) == (None, "Nina Simone")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_name_of_a_file_means_nothing(probe: AudioProbe, tmp_path: Path, suffix: str) -> None:
    path = make_tone(tmp_path / f"a{suffix}").rename(tmp_path / "a.mp3.exe")
    audio, _ = _probe(probe, path)
    assert audio.extension == suffix[1:]


@pytest.mark.parametrize("kind", REASONS)
def test_what_must_not_become_a_song_is_refused_with_the_reason(probe: AudioProbe, tmp_path: Path, kind: str) -> None:
    makers = {**DAMAGED, **HOSTILE}
    makers[kind](tmp_path / "broken")
    (path,) = tmp_path.iterdir()
    with pytest.raises(Unusable, match=REASONS[kind]):
        _probe(probe, path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_cut_off_anywhere_is_truncated(probe: AudioProbe, tmp_path: Path, suffix: str) -> None:
    whole = encoded(suffix)
    path = tmp_path / f"a{suffix}"
    for keep in (0.2, 0.77, (len(whole) - 1) / len(whole)):
        path.write_bytes(whole)
        with pytest.raises(Unusable, match=r"^truncated"):
            _probe(probe, cut(path, keep=keep))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_of_hardly_any_bytes_is_refused(probe: AudioProbe, suffix: str) -> None:
    whole = encoded(suffix)
    for size in (0, 1, 3, 4, 8, 11, 12, 13, 27, 36, 43, 47):
        with pytest.raises(Unusable):
            _probe_bytes(probe, whole[:size])


def test_a_cover_of_usual_size_is_no_trouble(probe: AudioProbe, tmp_path: Path) -> None:
    from mutagen.flac import FLAC, Picture

    path = make_tone(tmp_path / "a.flac", **SONG)
    flac: Any = FLAC(path)  # type: ignore[no-untyped-call]
    cover: Any = Picture()  # type: ignore[no-untyped-call]
    cover.data, cover.mime = os.urandom(3_000_000), "image/png"
    flac.add_picture(cover)
    flac.save()
    assert _probe(probe, path)[1].title == SONG["title"]


def test_the_generated_broken_files_are_of_every_kind(tmp_path: Path) -> None:
    made = make_broken(tmp_path / "broken", 30)
    assert set(made.values()) >= {*DAMAGED, *HOSTILE}
    assert all(re.match(r"\d\d ", path.name) for path in made)
