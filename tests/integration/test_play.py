"""``audiostream play`` on real files, through the real libvlc, without a terminal or a sound card."""

import json
import os
import signal
import wave
from pathlib import Path

import pytest

from tests.support.listener import Listener, make_library, wait_until

pytestmark = pytest.mark.slow

LENGTHS = {"One": 1.5, "Two": 2.0, "Three": 1.0, "Long": 40.0}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("library"), LENGTHS)


@pytest.fixture
def ada(library: Path, tmp_path: Path) -> Listener:
    return Listener.with_copy_of(library, tmp_path / "home")


def ids(ada: Listener, *titles: str) -> list[str]:
    songs = ada.songs()
    return [songs[title]["id"] for title in titles]


def close_to(heard: list[tuple[str, int]], *expected: tuple[str, int]) -> bool:
    """Return whether these songs were heard, for so long; a busy machine is told late of a start, and of an end."""
    titles = [title for title, _ in heard] == [title for title, _ in expected]
    return titles and all(-500 < ms - other < 1_400 for (_, ms), (_, other) in zip(heard, expected, strict=True))


def test_plays_in_order_says_what_and_records_it(ada: Listener) -> None:
    done = ada.run("play", *ids(ada, "Two", "One"))
    assert done.out.splitlines() == [
        "Playing 1/2: Two \u2014 Tuning Fork (0:02)",
        "Playing 2/2: One \u2014 Tuning Fork (0:01)",
    ]
    assert done.err == ""
    assert close_to(ada.heard(), ("Two", 2000), ("One", 1500))
    assert [listen["completed"] for listen in ada.data("history")] == [True, True]


def test_plays_albums_playlists_and_what_a_search_finds(ada: Listener) -> None:
    ada.run("playlist", "create", "Short")
    ada.run("playlist", "add", "Short", *ids(ada, "Three"))
    for targets in (["album:Tones"], ["playlist:Short"], ["tuning", "three"]):
        ada.run("play", *targets, "--stop-after", "0.5")
    titles = [title for title, _ in ada.heard()]
    assert titles == ["One", "Two", "Three", "Long", "Three", "Three"]


def test_tells_programs_what_was_played(ada: Listener) -> None:
    ada.damage("One")
    done = ada.run("play", *ids(ada, "One", "Three"), "--json", code=5)
    assert [song["title"] for song in done.data["played"]] == ["Three"]
    assert [song["title"] for song in done.data["skipped"]] == ["One"]
    assert done.data["ended"]
    assert "Playing 2/2: Three" in done.err


def test_quiet_says_nothing(ada: Listener) -> None:
    done = ada.run("play", *ids(ada, "Three"), "--quiet")
    assert (done.out, done.err) == ("", "")


def test_each_track_can_be_left_early(ada: Listener) -> None:
    ada.run("play", *ids(ada, "Long", "Two"), "--stop-after", "1")
    assert close_to(ada.heard(), ("Long", 1000), ("Two", 1000))


def test_begins_where_it_is_told(ada: Listener) -> None:
    ada.run("play", *ids(ada, "Long"), "--start", "0:39")
    assert close_to(ada.heard(), ("Long", 1000))


def test_shuffle_plays_each_once(ada: Listener) -> None:
    ada.run("play", "album:Tones", "--shuffle", "--stop-after", "0.3")
    assert sorted(title for title, _ in ada.heard()) == ["Long", "One", "Three", "Two"]


def test_writes_the_sound_to_a_file_that_is_as_long(ada: Listener, tmp_path: Path) -> None:
    ada.run("play", *ids(ada, "Two"), "--audio-output", f"file:{tmp_path / 'out.wav'}")
    with wave.open(str(tmp_path / "out.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(2.0, abs=0.05)


def test_what_cannot_be_played_is_said_and_skipped(ada: Listener) -> None:
    ada.damage("One")
    ada.file("Two").unlink()
    done = ada.run("play", *ids(ada, "One", "Two", "Three"), code=5)
    assert [line.partition(" \u2014")[0] for line in done.err.splitlines()] == ["Skipped: One", "Skipped: Two"]
    assert [title for title, _ in ada.heard()] == ["Three"]


def test_three_in_a_row_stop(ada: Listener) -> None:
    for title in ("One", "Two", "Three"):
        ada.damage(title)
    done = ada.run("play", *ids(ada, "One", "Two", "Three", "Long"), code=1)
    assert done.err.splitlines()[-1] == "audiostream: 3 tracks in a row could not be played"
    assert ada.heard() == []
    document = json.loads(ada.run("play", *ids(ada, "One", "Two", "Three"), "--json", code=1).out)
    assert (document["ok"], document["kind"], document["error"]["code"]) == (False, "playback", "failed")
    assert [song["title"] for song in document["data"]["skipped"]] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["xyzzy"], 4, "no song was found for 'xyzzy'"),
        (["one", "two"], 4, "no song was found for 'one two'\n  hint: One song must have all these words"),
        (["album:Silence"], 4, "there is no album 'Silence'"),
        ([], 2, "nothing to play was named"),
        (["--resume", "one"], 2, "--resume goes on with the queue of last time; it takes no targets"),
        (["--resume"], 4, "there is nothing to resume"),
        (["tuning", "three", "--start", "0:01"], 2, "Three is 0:01 long, and cannot begin at 0:01"),
        (["tuning", "three", "--start", "soon"], 2, "'soon' is not a position in a track"),
        (["tuning", "three", "--audio-output", "gramophone"], 2, "there is no audio output 'gramophone'"),
    ],
)
def test_says_what_is_wrong(ada: Listener, arguments: list[str], code: int, message: str) -> None:
    done = ada.run("play", *arguments, code=code)
    assert done.err.startswith(f"audiostream: {message}")
    assert done.out == ""


def test_without_a_sound_device_one_line_says_what_to_do(ada: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", os.devnull)
    monkeypatch.setenv("PULSE_SERVER", f"unix:{os.devnull}")
    done = ada.run("play", "tuning", "two", "--audio-output", "auto", code=3)
    assert done.err == ("audiostream: there is no sound device that works (to play silently: --audio-output dummy)\n")
    assert ada.heard() == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_in_good_order(ada: Listener, number: signal.Signals, code: int) -> None:
    with ada.running("play", *ids(ada, "Long")) as player:
        assert player.stdout
        assert player.stdout.readline().startswith("Playing")
        wait_until(ada.spooled)
        player.send_signal(number)
        assert player.wait() == code
    ((title, played_ms),) = ada.heard()
    assert title == "Long"
    assert 0 < played_ms < 40_000


def test_resumes_queue_place_and_volume(ada: Listener) -> None:
    with ada.running("play", *ids(ada, "Long", "Three"), "--volume", "30") as player:
        wait_until(ada.spooled)
        player.terminate()
        player.wait()
    kept = json.loads(ada.memory().read_text(encoding="utf-8"))
    assert kept["position_ms"] > 0
    assert kept["volume"] == 30
    done = ada.run("play", "--resume", "--stop-after", "0.5")
    assert [line.partition(" \u2014")[0] for line in done.out.splitlines()] == [
        "Playing 1/2: Long",
        "Playing 2/2: Three",
    ]
    assert "nothing to resume" in ada.run("play", "--resume", code=4).err


def test_resumes_without_what_was_removed(ada: Listener) -> None:
    long, three = ids(ada, "Long", "Three")
    with ada.running("play", long, three) as player:
        assert player.stdout
        player.stdout.readline()
        wait_until(lambda: list((ada.data_dir / "resume").glob("*.json")))
        player.kill()
    ada.run("song", "remove", long, "--yes")
    done = ada.run("play", "--resume", "--stop-after", "0.5")
    assert done.out.startswith("Playing 1/1: Three")
    assert "Left out 1 of the songs of last time" in done.err


def test_a_damaged_memory_is_told_and_ignored(ada: Listener) -> None:
    with ada.running("play", *ids(ada, "Long")) as player:
        wait_until(lambda: list((ada.data_dir / "resume").glob("*.json")))
        player.terminate()
        player.wait()
    ada.memory().write_text("{", encoding="utf-8")
    done = ada.run("play", "--resume", code=4)
    assert "is damaged and ignored" in done.err
    ada.run("play", *ids(ada, "Three"))
