"""Reading files that others write to."""

import os
import sys
from pathlib import Path

import pytest

from audiostream.backend.services.sources import Source
from audiostream.errors import Unusable


def ignore(_: int) -> None:
    pass


def test_a_stream_gives_the_whole_file_from_its_beginning_and_tells_each_read(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"0123456789")
    counted: list[int] = []
    with Source(path, counted.append) as source:
        assert source.file.read(4) == b"0123"
        stream = source.stream()
        assert [stream.read(8), stream.read(8), stream.read(8)] == [b"01234567", b"89", b""]
        source.check_unchanged(10)
    assert counted == [8, 2, 0]
    assert source.file.closed


def test_a_file_that_is_not_there_or_is_no_file_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no such file or folder"):
        Source(tmp_path / "missing.mp3", ignore)
    with pytest.raises(Unusable, match="unreadable"):
        Source(tmp_path, ignore)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_that_took_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    with pytest.raises(Unusable, match="not a file any more"):
        Source(tmp_path / "pipe.mp3", ignore)


def test_a_file_that_grows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"0123456789")
    with Source(path, ignore) as source:
        size = len(source.stream().read())
        with path.open("ab") as file:
            file.write(b"more")
        with pytest.raises(Unusable, match="changed while it was read"):
            source.check_unchanged(size)


def test_a_file_that_is_overwritten_with_as_many_bytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"0123456789")
    os.utime(path, (1, 1))
    with Source(path, ignore) as source:
        size = len(source.stream().read())
        path.write_bytes(b"9876543210")
        with pytest.raises(Unusable, match="changed while it was read"):
            source.check_unchanged(size)


def test_what_the_progress_raises_ends_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"0123456789")

    def enough(_: int) -> None:
        raise InterruptedError

    with Source(path, enough) as source, pytest.raises(InterruptedError):
        source.stream().read(4)


def test_reading_again_gives_the_same_and_is_no_progress(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"0123456789")
    counted: list[int] = []
    with Source(path, counted.append) as source:
        stream = source.stream()
        assert stream.seekable()
        stream.read(6)
        stream.seek(0)
        assert [stream.read(4), stream.read(4), stream.read(4)] == [b"0123", b"4567", b"89"]
    assert counted == [6, 0, 2, 2]
