"""``audiostream upload``, run in-process on real files."""

import re
import shlex
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.domain.catalogue import Media
from audiostream.backend.services.uploads import Status, Summary, UploadService
from audiostream.errors import Unavailable
from tests.support.audio import make_tone
from tests.support.command_line import CommandLine, make_command_line

PATIENCE_S = 30
NINA: dict[str, Any] = {"title": "Sinnerman", "artist": "Nina Simone", "album": "Pastel Blues", "track": "10/10"}


@pytest.fixture
def audiostream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    make_tone(folder / "a.flac", **NINA)
    make_tone(folder / "b.mp3", **{**NINA, "title": "Feeling Good"})
    (folder / "cover.jpg").write_bytes(b"jpg")
    return folder


def assert_soon(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_files_become_songs_and_again_stay_as_they_are(audiostream: CommandLine, music: Path) -> None:
    first = audiostream("upload", str(music))
    assert first.code == 0
    assert [line.split("\t")[:2] for line in first.out.splitlines()] == [
        ["created", "2"],
        ["restored", "0"],
        ["unchanged", "0"],
        ["failed", "0"],
        ["ignored", "1"],
    ]
    assert re.fullmatch(r"2 files, \d+\.\d kB in \d+\.\d s( \(\d+(\.\d)? [kM]?B/s\))?\n", first.err)
    one = audiostream("upload", str(music / "a.flac"))
    assert one.err.startswith("1 file, ")
    again = audiostream("upload", str(music))
    assert again.code == 0
    assert [line.split("\t")[1] for line in again.out.splitlines()] == ["0", "0", "2", "0", "1"]
    assert sorted(song["title"] for song in audiostream("song", "list", "--json").data) == ["Feeling Good", "Sinnerman"]


@pytest.mark.parametrize(("seconds", "end"), [(0.0, "in 0.0 s"), (0.09, "in 0.1 s"), (2.0, "in 2.0 s (500.0 kB/s)")])
def test_so_short_a_time_has_no_rate(
    audiostream: CommandLine, music: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, end: str
) -> None:
    summary = Summary(seconds=seconds)
    summary.files[Status.CREATED], summary.bytes[Status.CREATED] = 13, 1_000_000
    monkeypatch.setattr(UploadService, "upload", lambda *_, **__: summary)
    assert audiostream("upload", str(music)).err == f"13 files, 1.0 MB {end}\n"


def test_a_lost_file_is_said_to_be_restored(audiostream: CommandLine, music: Path) -> None:
    audiostream("upload", str(music))
    lost, _ = (audiostream.data_dir / "media" / "songs").rglob("*.*")
    lost.unlink()
    again = audiostream("upload", str(music), "--json")
    assert (again.data["restored"], again.data["unchanged"]) == (1, 1)
    assert {file["status"] for file in again.data["files"]} == {"restored", "unchanged"}
    assert lost.exists()


def test_json_tells_of_every_file(audiostream: CommandLine, music: Path) -> None:
    (music / "c.ogg").write_bytes(b"")
    done = audiostream("upload", "--json", str(music))
    assert (done.code, done.err) == (5, "")
    assert done.json["ok"] is False
    data = done.json["data"]
    assert (data["created"], data["unchanged"], data["failed"], data["ignored"]) == (2, 0, 1, 1)
    assert data["bytes"] == sum(path.stat().st_size for path in music.iterdir() if path.suffix != ".jpg")
    songs = {song["title"]: song for song in audiostream("song", "list", "--json").data}
    a, b, c = data["files"]
    assert a["song_id"] == songs["Sinnerman"]["id"]
    assert b["path"] == str(music / "b.mp3")
    assert (c["status"], c["song_id"]) == ("failed", None)
    assert "empty" in c["reason"]


def test_each_failure_is_told_with_its_reason_even_quietly(audiostream: CommandLine, music: Path) -> None:
    (music / "c.ogg").write_bytes(b"")
    make_tone(music / "d.opus", title="d")
    done = audiostream("upload", "--quiet", str(music))
    assert done.code == 5
    empty, tagless = done.err.splitlines()
    assert empty.startswith(f"failed: {music / 'c.ogg'}: ")
    assert tagless.endswith("Give both with --artist NAME --album NAME")


def test_a_name_that_would_steer_the_terminal_is_shown_harmlessly(audiostream: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "\u202egpj.\nx.mp3"
    path.write_bytes(b"")
    done = audiostream("upload", str(path))
    assert done.code == 1
    assert f"failed: {tmp_path}/\\u202egpj.\\nx.mp3: " in done.err


def test_when_all_failed_the_exit_code_says_so(audiostream: CommandLine, tmp_path: Path) -> None:
    done = audiostream("upload", str(tmp_path / "missing"), str(tmp_path / "gone"))
    assert done.code == 1
    assert done.err.splitlines()[:2] == [
        f"failed: {tmp_path / 'missing'}: no such file or folder",
        f"failed: {tmp_path / 'gone'}: no such file or folder",
    ]


def test_a_folder_without_audio_is_no_failure(audiostream: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = audiostream("upload", str(tmp_path / "empty"))
    assert (done.code, done.err) == (0, "There were no audio files to upload.\n")


def test_ids_place_files_and_must_exist(audiostream: CommandLine, music: Path) -> None:
    ids = ("--artist-id", "1024921636833263617", "--album-id", "1024921637392220161")
    unknown = audiostream("upload", *ids, str(music))
    assert (unknown.code, unknown.out) == (4, "")
    assert "audiostream artist list" in unknown.err
    audiostream("artist", "add", "Eunice", "--id", ids[1])
    audiostream("album", "add", "Hits", "--artist", ids[1], "--id", ids[3])
    done = audiostream("upload", *ids, str(music), "--json")
    assert {file["album_id"] for file in done.data["files"]} == {ids[3]}
    assert {song["artist"]["name"] for song in audiostream("song", "list", "--json").data} == {"Eunice"}


def test_names_place_files_without_tags(audiostream: CommandLine, tmp_path: Path) -> None:
    make_tone(tmp_path / "Backlash Blues.wav")
    path = str(tmp_path / "Backlash Blues.wav")
    assert audiostream("upload", path).code == 1
    assert audiostream("upload", path, "--artist", "Nina Simone", "--album", "Sings the Blues").code == 0
    (song,) = audiostream("song", "list", "--json").data
    assert (song["title"], song["artist"]["name"]) == ("Backlash Blues", "Nina Simone")
    assert song["album"]["title"] == "Sings the Blues"


@pytest.mark.parametrize(
    "options",
    [
        "--artist-id 1 --artist x",
        "--album-id 1 --album x",
        "--album-id 1 --artist x",
        "--artist-id x",
        "--album-id 0",
        "--artist ''",
        "--jobs 0",
        "--jobs 65",
        "--jobs many",
        "--what",
        "''",
    ],
)
def test_wrong_usage_is_told_before_anything_is_done(audiostream: CommandLine, music: Path, options: str) -> None:
    done = audiostream("upload", *shlex.split(options), str(music))
    assert done.code == 2
    assert done.err.startswith("audiostream: ")
    assert not (audiostream.data_dir / "media").exists()


def test_a_name_for_an_id_is_told_where_it_goes(audiostream: CommandLine, music: Path) -> None:
    done = audiostream("upload", "--artist-id", "Nina Simone", str(music))
    assert "hint: A name goes with --artist. The ids are listed by: audiostream artist list" in done.err


def test_a_dry_run_lists_what_it_would_do(audiostream: CommandLine, music: Path) -> None:
    audiostream("upload", str(music / "a.flac"))
    done = audiostream("upload", "--dry-run", str(music))
    assert done.code == 0
    assert [line.split("\t")[:2] for line in done.out.splitlines()] == [
        ["unchanged", str(music / "a.flac")],
        ["would-create", str(music / "b.mp3")],
    ]
    assert "1 would-create, 0 would-restore, 1 unchanged, 0 failed, 1 ignored.\n" in done.err
    assert "dry run" in done.err
    assert len(audiostream("song", "list", "--json").data) == 1


def test_on_a_terminal_a_bar_goes_to_standard_error_and_the_next_command_is_named(
    audiostream: CommandLine, music: Path
) -> None:
    (music / "c.ogg").write_bytes(b"")
    done = audiostream("upload", str(music), terminal=True)
    assert f"failed: {music / 'c.ogg'}: " in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\n", "", done.err)
    (next_,) = re.findall(r"Next: audiostream (play album:\d+)\n", done.err)
    (album,) = audiostream("album", "list", "--json").data
    assert next_ == f"play album:{album['id']}"
    assert "created" in done.out
    assert "kB" in done.err


def test_a_full_disk_ends_the_upload_with_the_exit_code_of_a_service_that_is_away(
    audiostream: CommandLine, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(*_: object, **__: object) -> tuple[Media, bool]:
        raise Unavailable("no space left on device", hint="Free some space on that disk.")

    monkeypatch.setattr(LocalMediaStore, "put", put)
    done = audiostream("upload", str(music))
    assert done.code == 3
    assert done.err.splitlines() == [
        "audiostream: no space left on device",
        "  hint: Free some space on that disk.",
        "Stopped before the end. The same command goes on from here.",
    ]
    told = audiostream("upload", "--json", str(music))
    assert told.code == 3
    assert told.json["data"]["stopped_by"]["code"] == "unavailable"


def test_ctrl_c_ends_cleanly_and_the_next_one_is_as_ever(
    audiostream: CommandLine, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGINT)
    put = LocalMediaStore.put

    def put_and_interrupt(store: LocalMediaStore, source: BinaryIO, **what: str) -> tuple[Media, bool]:
        stored = put(store, source, **what)
        signal.raise_signal(signal.SIGINT)
        assert_soon(lambda: signal.getsignal(signal.SIGINT) is before)  # the main thread has taken it
        return stored

    with monkeypatch.context() as patched:
        patched.setattr(LocalMediaStore, "put", put_and_interrupt)
        done = audiostream("upload", "--jobs", "1", str(music))
    assert done.code == 130
    assert done.out.splitlines()[0].startswith("created\t1\t")
    assert done.err.splitlines()[-1] == "Stopped before the end. The same command goes on from here."
    assert signal.getsignal(signal.SIGINT) is before
    again = audiostream("upload", str(music))
    assert [line.split("\t")[1] for line in again.out.splitlines()] == ["1", "0", "1", "0", "1"]
