"""Tags as twenty-five years of programs have left them in files."""

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from mutagen import apev2, id3
from mutagen.flac import FLAC
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus

from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.backend.domain.catalogue import Audio, ReplayGain, Tags
from audiostream.errors import Unusable
from tests.support.audio import ENCODERS, encoded, make_tone

SOUND = encoded(".mp3")
NINA = Tags(title="Sinnerman", artist="Nina Simone", album="Pastel Blues")


def _probe(content: bytes) -> tuple[Audio, Tags]:
    return MutagenProbe().probe(io.BytesIO(content))


def _untagged() -> bytes:
    """Return the sound without the tag that ffmpeg gives every MP3."""
    size = sum(byte << 7 * place for place, byte in enumerate(reversed(SOUND[6:10])))
    return SOUND[10 + size :]


def _tag(version: int, *frames: bytes, flags: int = 0) -> bytes:
    body = b"".join(frames)
    return b"ID3" + bytes([version, 0, flags]) + bytes(len(body) >> 7 * place & 0x7F for place in (3, 2, 1, 0)) + body


def _v22(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(3, "big") + content


def _v23(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "big") + b"\0\0" + content


def _v1(title: bytes, artist: bytes, album: bytes, track: int = 0) -> bytes:
    return struct.pack("3s30s30s30s4s28sBBB", b"TAG", title, artist, album, b"1965", b"", 0, track, 255)


def test_id3_2_2_of_old_itunes() -> None:
    tag = _tag(2, _v22(b"TT2", b"\0Sinnerman\0"), _v22(b"TP1", b"\0Nina Simone\0"), _v22(b"TAL", b"\0Pastel Blues\0"))
    assert _probe(tag + _untagged())[1] == NINA


def test_id3_2_3_in_utf_16_with_terminators() -> None:
    def text(name: bytes, value: str) -> bytes:
        return _v23(name, b"\x01" + value.encode("utf-16") + b"\0\0")

    tag = _tag(3, text(b"TIT2", "Sinnerman"), text(b"TPE1", "Nina Simone"), text(b"TALB", "Pastel Blues"), bytes(2000))
    assert _probe(tag + _untagged())[1] == NINA


def test_id3_2_4_with_plain_sizes_as_itunes_wrote_them() -> None:
    long = b"\0" + b"Sinnerman " * 15
    tag = _tag(4, _v23(b"TIT2", long), _v23(b"TPE1", b"\0Nina Simone"), _v23(b"TALB", b"\0Pastel Blues"))
    assert _probe(tag + _untagged())[1].artist == "Nina Simone"


def test_id3_2_3_unsynchronised() -> None:
    # A byte order mark is what it was made for: FF FE becomes FF 00 FE.
    title = _v23(b"TIT2", b"\x01" + "Sinnerman".encode("utf-16")).replace(b"\xff", b"\xff\0")
    assert _probe(_tag(3, title, flags=0x80) + _untagged())[1].title == "Sinnerman"


def test_id3_1_alone() -> None:
    _, tags = _probe(_untagged() + _v1(b"Sinnerman", b"Nina Simone\0rest", b"Pastel Blues ", 10))
    assert tags == Tags(title="Sinnerman", artist="Nina Simone", album="Pastel Blues", track=10, year=1965)


def test_an_mp3_without_any_tag() -> None:
    assert _probe(_untagged())[1] == Tags()


def test_several_tags_one_after_another() -> None:
    assert _probe(_tag(3, _v23(b"TIT2", b"\0Sinnerman")) + SOUND)[1].title == "Sinnerman"


def test_zeros_between_tag_and_sound() -> None:
    assert _probe(_tag(3, _v23(b"TIT2", b"\0Sinnerman")) + bytes(5_000) + _untagged())[1].title == "Sinnerman"


def test_windows_quotes_in_what_is_called_latin_1() -> None:
    assert _probe(_tag(3, _v23(b"TIT2", b"\0It\x92s \x93me\x94")) + _untagged())[1].title == "It\u2019s \u201cme\u201d"


def test_ape_tags_behind_an_mp3(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(_untagged())
    tags: Any = apev2.APEv2()  # type: ignore[no-untyped-call]
    tags.update(
        {"Title": "Sinnerman", "Artist": ["Nina Simone", "Hal Mooney"], "Album": "Pastel Blues", "Track": "10/10"}
    )
    tags["REPLAYGAIN_TRACK_GAIN"] = "-3.10 dB"
    tags.save(path)
    audio, found = _probe(path.read_bytes())
    assert found == Tags(title="Sinnerman", artist="Nina Simone; Hal Mooney", album="Pastel Blues", track=10)
    assert audio.replay_gain == ReplayGain(track_gain=-3.1)
    with pytest.raises(Unusable, match="last frame"):
        _probe(path.read_bytes().replace(_untagged(), _untagged()[:-50]))


def test_several_artists_are_named_together(tmp_path: Path) -> None:
    path = make_tone(tmp_path / "a.mp3")
    mp3: Any = MP3(path)  # type: ignore[no-untyped-call]
    mp3.tags.add(id3.TPE1(encoding=3, text=["Ella Fitzgerald", "Louis Armstrong"]))  # type: ignore[no-untyped-call]
    mp3.save()
    assert _probe(path.read_bytes())[1].artist == "Ella Fitzgerald; Louis Armstrong"
    path = make_tone(tmp_path / "a.flac")
    flac: Any = FLAC(path)  # type: ignore[no-untyped-call]
    flac["artist"] = ["Ella Fitzgerald", "Louis Armstrong"]
    flac["title"] = ["Cheek to Cheek", "Another title"]
    flac.save()
    _, tags = _probe(path.read_bytes())
    assert (tags.artist, tags.title) == ("Ella Fitzgerald; Louis Armstrong", "Cheek to Cheek")


def test_loudness_in_rva2_frames(tmp_path: Path) -> None:
    path = make_tone(tmp_path / "a.mp3")
    mp3: Any = MP3(path)  # type: ignore[no-untyped-call]
    mp3.tags.add(id3.RVA2(desc="track", channel=1, gain=-6.5, peak=0.5))  # type: ignore[no-untyped-call]
    mp3.save()
    assert _probe(path.read_bytes())[0].replay_gain == ReplayGain(track_gain=-6.5, track_peak=0.5)


@pytest.mark.parametrize(
    ("value", "gain"), [("0", 5.0), ("-2560", -5.0), ("+256", 6.0), ("junk", None), ("9" * 99, None)]
)
def test_loudness_of_opus_is_counted_from_minus_23(tmp_path: Path, value: str, gain: float | None) -> None:
    path = make_tone(tmp_path / "a.opus")
    opus: Any = OggOpus(path)  # type: ignore[no-untyped-call]
    opus["R128_TRACK_GAIN"] = value
    opus.save()
    found = _probe(path.read_bytes())[0].replay_gain
    assert (found and found.track_gain) == gain


def test_wav_with_the_texts_of_its_own_format() -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)

    texts = (
        chunk(b"INAM", b"Sinnerman\0") + chunk(b"IART", b"Nina Simone\0") + chunk(b"IPRD", "Pastél".encode("cp1252"))
    )
    # Without the texts of ffmpeg itself.
    plain = encoded(".wav", encoder=(*ENCODERS[".wav"], "-fflags", "+bitexact"))
    content = plain + chunk(b"LIST", b"INFO" + texts + chunk(b"ITRK", b"10"))
    content = content[:4] + (len(content) - 8).to_bytes(4, "little") + content[8:]
    assert _probe(content)[1] == Tags(title="Sinnerman", artist="Nina Simone", album="Pastél", track=10)


def test_wav_from_a_pipe_has_no_sizes() -> None:
    content = bytearray(encoded(".wav"))
    at = content.index(b"data") + 4
    content[4:8] = content[at : at + 4] = b"\xff\xff\xff\xff"
    assert _probe(bytes(content))[0].duration_ms == 1000


def test_wav_with_something_behind_it() -> None:
    assert _probe(encoded(".wav") + b"\0\x01\x02\x03 left by a recorder")[0].duration_ms == 1000


def test_flac_from_a_pipe_has_no_length() -> None:
    content = bytearray(encoded(".flac"))
    content[21] &= 0xF0
    content[22:26] = bytes(4)  # the 36 bits of the number of samples
    assert _probe(bytes(content))[0].duration_ms == 1000


def test_flac_behind_and_before_id3() -> None:
    content = _tag(3, _v23(b"TIT2", b"\0Other")) + encoded(".flac") + _v1(b"Old", b"", b"")
    audio, tags = _probe(content)
    assert (audio.codec, audio.duration_ms, tags) == ("flac", 1000, Tags())


def test_the_nul_of_a_text_is_no_second_title() -> None:
    with pytest.raises(Unusable, match="title contains a NUL"):
        _probe(_tag(4, b"TIT2\0\0\0\x07\0\0\x03ab\0cd\0") + _untagged())


@pytest.mark.parametrize("seconds", [1.0, 20.0])
def test_an_mp3_of_many_bitrates_without_a_header_that_has_its_length(seconds: float) -> None:
    encoder = ("-c:a", "libmp3lame", "-q:a", "4", "-write_xing", "0", "-f", "mp3")
    audio, _ = _probe(encoded(".mp3", seconds=seconds, encoder=encoder))
    assert audio.duration_ms == pytest.approx(1000 * seconds, rel=0.1)


@pytest.mark.parametrize(
    ("muxer", "reason"),
    [
        (("-c:a", "flac", "-f", "ogg"), "Ogg, with neither Vorbis nor Opus"),
        (("-c:a", "adpcm_ms", "-f", "wav"), "WAV, with the codec 0x0002"),
        (("-c:a", "libmp3lame", "-f", "matroska"), "not audio of a known format"),
        (("-c:a", "aac", "-f", "mpegts"), "not audio of a known format"),
        (("-c:a", "mp2", "-f", "mpeg"), "not audio of a known format"),
        (("-c:a", "aac", "-f", "mp4", "-movflags", "+frag_keyframe+empty_moov"), "in fragments"),
    ],
)
def test_sound_in_what_is_no_song(muxer: tuple[str, ...], reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        _probe(encoded(".bin", encoder=muxer))


def test_a_film_is_no_song() -> None:
    picture = ("-f", "lavfi", "-i", "color=duration=1:size=32x32", "-c:v", "mpeg4", "-c:a", "aac", "-f", "mp4")
    with pytest.raises(Unusable, match="it is a film"):
        _probe(encoded(".mp4", encoder=picture))
