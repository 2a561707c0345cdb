"""What libvlc does not tell plainly: no device, no such output, files that are no use."""

import array
import errno
import os
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from audiostream.errors import InvalidInput, Unavailable
from audiostream.player.engine import Ended, EngineEvent, Failed, OutputFailed, Source, Started
from audiostream.player.vlc.deck import Deck
from audiostream.player.vlc.decks import Decks
from audiostream.player.vlc.engine import VlcEngine
from tests.support.audio import make_tone
from tests.support.recordings import Session, decoded, make_music

# An ALSA device that takes all sound and writes it to a file.
_ALSA = """
pcm.nowhere {{ type null }}
pcm.!default {{
    type plug
    slave {{ format S16_LE rate 44100 channels 2
        pcm {{ type file slave.pcm nowhere file "{path}" format raw }} }}
}}
ctl.!default {{ type null }}
"""


def play(files: Sequence[Path], output: str) -> list[EngineEvent]:
    """Play files one after the other and return what was told."""
    with closing(Session(output)) as session:
        session.play([Source(number, file.as_uri()) for number, file in enumerate(files)])
        return session.events


@pytest.fixture
def no_device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide whatever sound devices the machine has."""
    nothing = tmp_path / "alsa.conf"
    nothing.write_text("", encoding="utf-8")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(nothing))
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")


@pytest.fixture
def alsa(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Be the machine's ALSA device; what it is given arrives, as 16 bits, in the file that this returns."""
    config, heard = tmp_path / "alsa.conf", tmp_path / "heard.raw"
    config.write_text(_ALSA.format(path=heard), encoding="utf-8")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    return heard


@pytest.mark.slow
@pytest.mark.usefixtures("no_device")
@pytest.mark.parametrize("output", ["auto", "alsa", "pulse"])
def test_no_device_is_told_in_a_line(tmp_path: Path, output: str) -> None:
    song = make_tone(tmp_path / "a.flac", seconds=60)
    begin = time.monotonic()
    [event] = play([song], output)
    assert isinstance(event, OutputFailed)
    assert "sound device" in event.reason
    assert "\n" not in event.reason
    assert time.monotonic() - begin < 50, "it was told only when the song had passed in silence"


@pytest.mark.slow
@pytest.mark.usefixtures("no_device")
@pytest.mark.parametrize("seconds", [0.1, 1.0])
def test_no_device_is_told_of_a_song_no_longer_than_it_takes_to_know(tmp_path: Path, seconds: float) -> None:
    [event] = play([make_tone(tmp_path / "a.wav", seconds=seconds)], "alsa")
    assert isinstance(event, OutputFailed)


@pytest.mark.slow
@pytest.mark.usefixtures("no_device")
@pytest.mark.parametrize("seconds", [0.1, 1.0])
def test_no_device_is_told_where_libvlc_has_not_counted_what_it_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr(Deck, "decoded_and_played", lambda _: (0, 0))
    [event] = play([make_tone(tmp_path / "a.flac", seconds=seconds)], "alsa")
    assert isinstance(event, OutputFailed)
    assert "sound device" in event.reason


@pytest.mark.slow
@pytest.mark.usefixtures("no_device")
def test_without_a_device_nothing_is_written_to_the_terminal(tmp_path: Path) -> None:
    song = make_tone(tmp_path / "a.flac", seconds=5)
    program = (
        "import queue, sys\n"
        "from audiostream.player.engine import Source\n"
        "from audiostream.player.vlc.engine import VlcEngine\n"
        "events = queue.SimpleQueue()\n"
        "engine = VlcEngine(events.put)\n"
        "engine.play(Source(1, sys.argv[1]))\n"
        "print(type(events.get(timeout=20)).__name__)\n"
        # The engine is not closed: the end of the process must not crash for that.
    )
    run = subprocess.run([sys.executable, "-c", program, song.as_uri()], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr, run.returncode) == ("OutputFailed\n", "", 0)


@pytest.mark.slow
def test_a_device_is_given_the_samples(tmp_path: Path, alsa: Path) -> None:
    song = make_music(tmp_path / "a.wav")
    assert [type(event) for event in play([song], "alsa")] == [Started, Ended]
    # This device takes sound quicker than time goes, so libvlc puts silence between its blocks of 50 ms.
    assert decoded(song).samples.tobytes()[:8000] in alsa.read_bytes()


@pytest.mark.slow
def test_a_volume_set_before_holds_on_a_device_from_the_first_sample(tmp_path: Path, alsa: Path) -> None:
    song = make_music(tmp_path / "a.wav")
    with closing(Session("alsa")) as session:
        session.engine.set_volume(50)
        session.play([Source(1, song.as_uri())])
    heard = array.array("h", alsa.read_bytes())
    begin = next(place for place, sample in enumerate(heard) if sample)
    meant = [sample / 8 for sample in decoded(song).samples[:2000]]
    assert max(abs(a - b) for a, b in zip(heard[begin : begin + 2000], meant, strict=True)) <= 2


@pytest.mark.slow
@pytest.mark.usefixtures("alsa")
def test_a_broken_file_is_not_taken_for_a_broken_device(tmp_path: Path) -> None:
    broken = tmp_path / "broken.flac"
    broken.write_bytes(b"fLaC" + bytes(range(256)) * 80)
    events = play([broken, make_tone(tmp_path / "a.flac", seconds=0.3)], "alsa")
    assert [type(event) for event in events] == [Failed, Started, Ended]


@pytest.mark.slow
@pytest.mark.usefixtures("alsa")
def test_a_device_plays_one_track_after_the_other(tmp_path: Path) -> None:
    files = [make_tone(tmp_path / f"{number}.flac", seconds=1.5) for number in range(3)]
    assert [type(event) for event in play(files, "alsa")] == [Started, Ended] * 3


@pytest.mark.slow
@pytest.mark.usefixtures("alsa")
def test_a_device_that_does_not_mix_plays_the_next_track_after_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [make_tone(tmp_path / f"{number}.wav", seconds=2.5) for number in range(3)]
    counted, opened = Deck.decoded_and_played, Deck.open
    refused: list[Deck] = []

    def open_and_note(deck: Deck, source: Source, *, start_ms: int = 0, paused: bool = False) -> None:
        if source.number == 1 and paused:
            refused.append(deck)
        elif deck in refused:
            refused.remove(deck)
        opened(deck, source, start_ms=start_ms, paused=paused)

    def none_taken(deck: Deck) -> tuple[int, int]:
        return (5, 0) if deck in refused else counted(deck)

    monkeypatch.setattr(Deck, "open", open_and_note)
    monkeypatch.setattr(Deck, "decoded_and_played", none_taken)
    # Every end is near: this device runs too fast to wait for it.
    monkeypatch.setattr("audiostream.player.vlc.decks.start_of_next", lambda *_: time.monotonic())
    assert [type(event) for event in play(files, "alsa")] == [Started, Ended] * 3
    assert not refused


@pytest.mark.parametrize("output", ["nonsense", "adummy", "afile", "amem", "file:", "file:a.mp3", "a b", ""])
def test_an_output_that_does_not_exist_is_refused(output: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        VlcEngine(lambda _: None, output=output)
    assert "audio output" in caught.value.message


def test_the_outputs_there_are_get_named() -> None:
    with pytest.raises(InvalidInput, match=r"there are: auto, dummy, file:PATH\.wav, .*alsa"):
        VlcEngine(lambda _: None, output="nonsense")


def test_a_file_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"cannot be written to .*a\.wav: No such file or directory"):
        VlcEngine(lambda _: None, output=f"file:{tmp_path / 'none' / 'a.wav'}")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(wave.Wave_write, "writeframes", refuse)
    events = play([make_tone(tmp_path / "a.flac", seconds=5)], f"file:{tmp_path / 'full.wav'}")
    assert isinstance(events[-1], OutputFailed)
    assert "No space left" in events[-1].reason


def test_what_libvlc_says_goes_to_a_file_when_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "vlc.log"
    with closing(VlcEngine(lambda _: None, output="dummy", log=log)) as engine:
        engine.play(Source(1, (tmp_path / "missing.flac").as_uri()))
        _wait_until(lambda: "missing.flac" in log.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.mp3", None, "its file is missing"),
        ("empty.mp3", b"", "it cannot be decoded"),
        ("text.mp3", b"All work and no play\n" * 500, "it cannot be decoded"),
        ("noise.flac", bytes(range(256)) * 100, "it cannot be decoded"),
    ],
)
def test_a_file_of_no_use_fails_with_its_reason(tmp_path: Path, name: str, content: bytes | None, reason: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert play([tmp_path / name], "dummy") == [Failed(0, reason)]


@pytest.mark.slow
def test_a_truncated_file_plays_what_it_has_and_fails(tmp_path: Path) -> None:
    whole = make_music(tmp_path / "whole.flac", seconds=6.0)
    half = tmp_path / "half.flac"
    content = whole.read_bytes()
    half.write_bytes(content[: len(content) // 3])
    started, failed = play([half], "dummy")
    assert isinstance(started, Started)
    assert isinstance(failed, Failed)
    assert failed.reason.startswith("it broke off after 0:0")
    assert failed.reason.endswith("of 0:06")


def test_a_file_that_vanishes_while_it_is_next_fails_when_its_turn_comes(tmp_path: Path) -> None:
    first = make_tone(tmp_path / "1.flac", seconds=0.5)
    assert [type(event) for event in play([first, tmp_path / "2.flac"], "dummy")] == [Started, Ended, Failed]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_engine_that_crashes_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("the needle broke")

    monkeypatch.setattr(Decks, "seek", crash)
    song = make_tone(tmp_path / "a.flac", seconds=5)
    with closing(Session("dummy")) as session:
        session.play([Source(1, song.as_uri())], lambda engine: engine.seek(1000))
    assert session.events[1:] == [OutputFailed("the engine failed: RuntimeError: the needle broke")]


def test_an_engine_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    song = make_tone(tmp_path / "a.flac", seconds=30)
    events: list[EngineEvent] = []
    engine = VlcEngine(events.append, output="dummy")
    engine.play(Source(1, song.as_uri()))
    _wait_until(lambda: bool(events))
    engine.close()
    assert set(threading.enumerate()) <= before
    # Those of libvlc, which Python does not know; Linux tells them, and they may end while they are asked.
    names = Path("/proc/self/task")
    _wait_until(lambda: not any("vlc" in name for name in _names(names.glob("*/comm"))))


def _names(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        with suppress(OSError):
            yield file.read_text(encoding="utf-8")


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)
