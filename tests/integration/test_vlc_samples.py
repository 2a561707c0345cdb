"""What libvlc really plays, sample by sample, against what ffmpeg decodes."""

import time
import wave
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.player.engine import Ended, Source, Started
from audiostream.player.vlc.engine import VlcEngine
from tests.support.recordings import RATE, Recording, Session, decoded, make_music, read_wav, relative_error_db

pytestmark = pytest.mark.slow


def play(
    folder: Path,
    files: Sequence[Path],
    *,
    gain_db: float = 0.0,
    prepare: Callable[[VlcEngine], None] = lambda _: None,
    started: Callable[[VlcEngine], None] = lambda _: None,
) -> Recording:
    """Play files into another one and read that."""
    output = folder / "played.wav"
    sources = [Source(number, file.as_uri(), gain_db) for number, file in enumerate(files)]
    with closing(Session(f"file:{output}")) as session:
        prepare(session.engine)
        session.play(sources, started)
    assert [type(event) for event in session.events] == [Started, Ended] * len(files)
    return read_wav(output)


@pytest.mark.parametrize("suffix", [".flac", ".wav", ".aiff"])
@pytest.mark.parametrize(("rate", "channels"), [(44_100, 2), (48_000, 1)])
def test_lossless_sound_is_exact(tmp_path: Path, suffix: str, rate: int, channels: int) -> None:
    file = make_music(tmp_path / f"a{suffix}", rate=rate, channels=channels)
    assert play(tmp_path, [file]) == decoded(file, rate=rate, channels=channels)


# libvlc 3 leaves out what a decoder gives first: one packet of Opus or Vorbis, the encoder's delay of AAC.
@pytest.mark.parametrize(
    ("suffix", "lost_s", "error_db"),
    [(".mp3", 0.0, -40), (".opus", 0.015, -20), (".ogg", 0.030, -30), (".m4a", 0.050, -20)],
)
def test_lossy_sound_is_that_of_another_decoder(tmp_path: Path, suffix: str, lost_s: float, error_db: float) -> None:
    file = make_music(tmp_path / f"a{suffix}", rate=48_000)
    played, meant = play(tmp_path, [file]), decoded(file, rate=48_000)
    assert (played.rate, played.channels) == (48_000, 2)
    assert meant.seconds - lost_s - 0.001 <= played.seconds <= meant.seconds + 0.001
    error, shift = relative_error_db(played, meant)
    assert error < error_db
    assert 0 <= shift <= lost_s * 48_000 + 1


def test_tracks_follow_each_other_without_a_sample_lost_or_added(tmp_path: Path) -> None:
    files = [
        make_music(tmp_path / "1.flac", begin_hz=300),
        make_music(tmp_path / "2.wav", begin_hz=500),
        make_music(tmp_path / "3.flac", begin_hz=700),
    ]
    played = play(tmp_path, files)
    assert played.samples == sum((decoded(file).samples for file in files[1:]), decoded(files[0]).samples)


def test_the_first_track_gives_the_file_its_form(tmp_path: Path) -> None:
    files = [
        make_music(tmp_path / "1.flac", rate=44_100),
        make_music(tmp_path / "2.flac", rate=48_000, channels=1),
        make_music(tmp_path / "3.wav", rate=22_050),
    ]
    played = play(tmp_path, files)
    assert (played.rate, played.channels) == (44_100, 2)
    # The end of what is converted stays in libvlc's resampler.
    assert played.seconds == pytest.approx(3 * 1.2, abs=0.05)
    length = len(decoded(files[0]).samples)
    assert played.samples[:length] == decoded(files[0]).samples
    second = Recording(played.samples[length : 2 * length], 44_100, 2)
    error, _ = relative_error_db(second, decoded(files[1], channels=1))
    assert error < -40


def test_the_file_is_whole_at_any_moment(tmp_path: Path) -> None:
    lengths: list[int] = []

    def look(_engine: VlcEngine) -> None:
        for _ in range(5):
            with wave.open(str(tmp_path / "played.wav"), "rb") as written:
                lengths.append(written.getnframes())
                assert len(written.readframes(written.getnframes())) == written.getnframes() * 4
            time.sleep(0.05)

    play(tmp_path, [make_music(tmp_path / "a.flac")], started=look)
    assert len(lengths) == 5
    assert lengths[0] > 0


def test_without_a_track_the_file_is_an_empty_one(tmp_path: Path) -> None:
    with closing(VlcEngine(lambda _: None, output=f"file:{tmp_path / 'a.wav'}")):
        pass
    assert read_wav(tmp_path / "a.wav").seconds == 0


def test_a_pause_loses_nothing(tmp_path: Path) -> None:
    file = make_music(tmp_path / "a.flac", seconds=2.5)

    def halt(engine: VlcEngine) -> None:
        for _ in range(3):
            time.sleep(0.1)
            engine.pause()
            time.sleep(0.2)
            engine.resume()

    assert play(tmp_path, [file], started=halt) == decoded(file)


def test_a_seek_goes_on_with_the_samples_of_its_place(tmp_path: Path) -> None:
    file = make_music(tmp_path / "a.wav", seconds=8.0)
    played = play(tmp_path, [file], started=lambda engine: engine.seek(7_000))
    meant = decoded(file)
    last = 2 * RATE * 9 // 10
    assert played.samples[-last:] == meant.samples[-last:]
    assert played.seconds < 4.0


@pytest.mark.parametrize(("gain_db", "factor"), [(-6.0206, 0.5), (3.0, 1.4125), (40.0, 100.0)])
def test_a_gain_holds_from_the_first_sample_to_the_last(tmp_path: Path, gain_db: float, factor: float) -> None:
    file = make_music(tmp_path / "a.flac")
    played = play(tmp_path, [file], gain_db=gain_db)
    meant = [max(-32_767, min(32_767, each * factor)) for each in decoded(file).samples]
    assert len(played.samples) == len(meant)
    assert max(abs(a - b) for a, b in zip(played.samples, meant, strict=True)) <= 2


def test_a_volume_set_before_holds_from_the_first_sample(tmp_path: Path) -> None:
    file = make_music(tmp_path / "a.flac")
    played = play(tmp_path, [file], prepare=lambda engine: engine.set_volume(50))
    assert max(abs(a - b / 8) for a, b in zip(played.samples, decoded(file).samples, strict=True)) <= 1


def test_a_muted_track_is_silent_and_keeps_its_length_and_the_volume(tmp_path: Path) -> None:
    file = make_music(tmp_path / "a.flac")

    def mute(engine: VlcEngine) -> None:
        engine.set_muted(True)
        engine.set_volume(50)

    played = play(tmp_path, [file], prepare=mute)
    assert len(played.samples) == len(decoded(file).samples)
    assert not any(played.samples)
