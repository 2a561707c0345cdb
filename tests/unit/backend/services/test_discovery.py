"""Finding files, whatever lies in the way."""

import errno
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from audiostream.backend.services.discovery import Found, Refused, Walk

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 10)


def walk(*paths: Path) -> tuple[list[Path], dict[Path, str], int]:
    """Return what a walk found, what it refused and how many files it ignored."""
    each_way = Walk(paths)
    seen: Sequence[Found | Refused] = list(each_way)
    refused = {each.path: each.reason for each in seen if isinstance(each, Refused)}
    return [each.path for each in seen if isinstance(each, Found)], refused, each_way.ignored


def test_folders_are_walked_by_name_with_their_folders_among_their_files(tmp_path: Path) -> None:
    make(tmp_path, "b.mp3", "a/z.flac", "a/b/c.OGG", "c.opus", "é.m4a", "a/10.wav", "a/2.aiff")
    found, refused, ignored = walk(tmp_path)
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == ["a/10.wav", "a/2.aiff", "a/b/c.OGG", "a/z.flac", "b.mp3", "c.opus", "é.m4a"]
    assert (refused, ignored) == ({}, 0)


def test_only_what_is_called_as_audio_is_tried_inside_folders_and_the_rest_is_counted(tmp_path: Path) -> None:
    make(tmp_path, "song.mp3", "cover.jpg", "notes", ".mp3", "._song.mp3", "disc/cue.cue")
    found, refused, ignored = walk(tmp_path)
    assert found == [tmp_path / "song.mp3"]
    assert (refused, ignored) == ({}, 5)


def test_a_named_file_is_tried_whatever_it_is_called_and_in_the_order_named(tmp_path: Path) -> None:
    make(tmp_path, "b.jpg", "a")
    found, _, ignored = walk(tmp_path / "b.jpg", tmp_path / "a", tmp_path / "b.jpg")
    assert found == [tmp_path / "b.jpg", tmp_path / "a", tmp_path / "b.jpg"]
    assert ignored == 0


def test_sizes_are_those_of_the_files(tmp_path: Path) -> None:
    make(tmp_path, "a.mp3")
    assert list(Walk([tmp_path])) == [Found(tmp_path / "a.mp3", 10)]


def test_what_does_not_exist_is_refused_and_the_walk_goes_on(tmp_path: Path) -> None:
    make(tmp_path, "a.mp3")
    found, refused, _ = walk(tmp_path / "missing", tmp_path / "a.mp3" / "inside", tmp_path)
    assert found == [tmp_path / "a.mp3"]
    assert refused == dict.fromkeys([tmp_path / "missing", tmp_path / "a.mp3" / "inside"], "no such file or folder")


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    _, refused, _ = walk(tmp_path / "a\0b.mp3")
    (reason,) = refused.values()
    assert reason.startswith("unreadable: ")
    assert "embedded null" in reason


@posix
def test_links_are_followed_and_a_folder_is_walked_once(tmp_path: Path) -> None:
    make(tmp_path, "elsewhere/a.mp3", "music/b.mp3")
    (tmp_path / "music" / "a-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "music" / "c-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "music" / "file.mp3").symlink_to(tmp_path / "elsewhere" / "a.mp3")
    found, refused, _ = walk(tmp_path / "music")
    names = [path.relative_to(tmp_path / "music").as_posix() for path in found]
    assert names == ["a-link/a.mp3", "b.mp3", "file.mp3"]
    assert refused == {}


@posix
def test_a_link_that_leads_back_is_told_once_and_ends_nothing(tmp_path: Path) -> None:
    make(tmp_path, "music/disc/a.mp3", "music/z.mp3")
    loop = tmp_path / "music" / "disc" / "loop"
    loop.symlink_to(tmp_path / "music")
    found, refused, _ = walk(tmp_path / "music")
    assert [path.name for path in found] == ["a.mp3", "z.mp3"]
    assert refused == {loop: f"a link that leads back to the folder {tmp_path / 'music'}"}


@posix
def test_a_link_to_itself_and_one_to_nothing_are_told(tmp_path: Path) -> None:
    (tmp_path / "itself.mp3").symlink_to(tmp_path / "itself.mp3")
    (tmp_path / "nothing.mp3").symlink_to(tmp_path / "gone")
    _, refused, _ = walk(tmp_path)
    assert refused == {
        tmp_path / "itself.mp3": "a link that leads back to itself",
        tmp_path / "nothing.mp3": "a link to something that does not exist",
    }


@posix
def test_pipes_sockets_and_devices_are_told_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    (tmp_path / "device.mp3").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        folder = os.getcwd()  # noqa: PTH109 - a socket's path is short, so it is bound from inside
        os.chdir(tmp_path)
        try:
            listener.bind("socket.mp3")
        finally:
            os.chdir(folder)
        _, refused, _ = walk(tmp_path)
    assert refused == {
        tmp_path / "device.mp3": "a device, not a file",
        tmp_path / "pipe.mp3": "a pipe, not a file",
        tmp_path / "socket.mp3": "a socket, not a file",
    }


def test_a_folder_that_may_not_be_read_is_told_and_the_walk_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "closed/a.mp3", "open/b.mp3")
    scan = os.scandir

    def scan_what_is_open(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scan_what_is_open)
    found, refused, _ = walk(tmp_path)
    assert found == [tmp_path / "open" / "b.mp3"]
    assert refused == {tmp_path / "closed": "unreadable: permission denied"}
