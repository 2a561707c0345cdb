"""The local store on disks that fail, and in processes that die."""

import errno
import io
import os
import random
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.errors import AudiostreamError, Rejected, Unavailable

# Stores one file after another, and tells each one's key once its put has returned.
WRITER = """
import io, sys
from pathlib import Path
from audiostream.backend.adapters.local.media import LocalMediaStore

store = LocalMediaStore(Path(sys.argv[1]))
for number in range(1_000_000):
    content = (b"%d " % number) * 40_000
    media, _ = store.put(io.BytesIO(content), extension="mp3", mime_type="audio/mpeg")
    print(media.key, flush=True)
"""


def _put(store: LocalMediaStore, content: bytes = b"sound") -> str:
    return store.put(io.BytesIO(content), extension="mp3", mime_type="audio/mpeg")[0].key


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_whole_files_and_unfinished_ones(tmp_path: Path) -> None:
    chance = random.Random(9)  # noqa: S311 - which moments, not secrets
    store = LocalMediaStore(tmp_path)
    told: set[str] = set()
    for _ in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            told |= {writer.stdout.readline().strip() for _ in range(chance.randrange(1, 12))}
            writer.kill()
            told |= {line.strip() for line in writer.stdout if line.endswith("\n")}
    stored = {each.key for each in store.objects()}
    assert told <= stored
    assert {key for key in stored if store.verify(key) is not None} == {
        key for key in stored if not key.startswith("songs/")
    }


@pytest.mark.parametrize("failing", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, (Unavailable, "Free some space")),
        (errno.EROFS, (Unavailable, "read-only")),
        (errno.EACCES, (Unavailable, "writable for you")),
        (errno.EMFILE, (Unavailable, "--jobs")),
        (errno.EIO, (Unavailable, "None")),
        (errno.EFBIG, (Rejected, "None")),
    ],
)
def test_a_disk_that_takes_nothing_is_told_and_nothing_is_left(
    tmp_path: Path, failing: str, number: int, told: tuple[type[AudiostreamError], str]
) -> None:
    def fail(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    kind, hint = told
    store = LocalMediaStore(tmp_path)
    before = _put(store, b"before")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(failing, fail)
        with pytest.raises(kind) as caught:
            _put(store)
    assert os.strerror(number) in caught.value.message
    assert hint in str(caught.value.hint)
    assert [each.key for each in store.objects()] == [before]


def test_a_folder_that_cannot_be_synced_is_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sync = os.fsync

    def refuse_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    store = LocalMediaStore(tmp_path)
    assert store.exists(_put(store))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file", encoding="utf-8")
    store = LocalMediaStore(tmp_path / "media")
    with pytest.raises(Unavailable, match="media"):
        _put(store)


def test_a_file_that_is_taken_away_while_it_is_written_is_told(tmp_path: Path) -> None:
    class Stream(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if not (part := super().read(size)):
                for path in (tmp_path / "incoming").iterdir():
                    path.unlink()
            return part

    with pytest.raises(Unavailable, match="was removed while written"):
        LocalMediaStore(tmp_path).put(Stream(b"x"), extension="mp3", mime_type="audio/mpeg")


def test_where_a_file_that_is_read_cannot_be_replaced_it_is_renewed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "in use")

    store = LocalMediaStore(tmp_path)
    key = _put(store)
    os.utime(tmp_path / key, (0, 0))
    monkeypatch.setattr(Path, "replace", refuse)
    assert _put(store) == key
    assert (tmp_path / key).stat().st_mtime > 0
    with pytest.raises(Unavailable, match="in use"):
        _put(store, b"new")


def test_a_listing_goes_on_when_files_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store = LocalMediaStore(tmp_path)
    gone = _put(store, b"gone")
    kept = _put(store, b"kept")
    lstat = Path.lstat

    def vanish(path: Path) -> os.stat_result:
        if path.as_posix().endswith(gone):
            path.unlink(missing_ok=True)
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", vanish)
    assert [each.key for each in store.objects()] == [kept]
