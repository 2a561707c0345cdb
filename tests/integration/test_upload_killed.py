"""Uploads that are killed, that run side by side, and that are asked to stop: the same songs in the end."""

import random
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.services.storage import Findings, StorageService
from tests.support.audio import make_tree
from tests.support.installed import Installed
from tests.support.uploads import all_songs

FILES = 64
KILLS = 20
PATIENCE_S = 60


@dataclass(frozen=True)
class State:
    """What an upload leaves, apart from ids and times."""

    songs: Sequence[tuple[str, str, str, int | None, str]]
    keys: Sequence[str]


def findings(installed: Installed) -> Findings:
    """Compare what is stored with what songs refer to."""
    with closing(open_catalogue(installed.data_dir / "catalogue.sqlite3")) as catalogue:
        return StorageService(catalogue, LocalMediaStore(installed.data_dir / "media")).check(deep=True)


def state(installed: Installed) -> State:
    """Return what is there; unfinished files aside."""
    with closing(open_catalogue(installed.data_dir / "catalogue.sqlite3")) as catalogue:
        songs = [
            (song.title, song.artist.name, song.album.title, song.track, song.media.sha256)
            for song in all_songs(catalogue)
        ]
        albums = catalogue.albums(limit=1000).items
    assert len({(album.artist.name, album.title) for album in albums}) == len(albums)
    stored = LocalMediaStore(installed.data_dir / "media").objects()
    return State(sorted(songs, key=str), sorted(each.key for each in stored if each.key.startswith("songs/")))


def stored(installed: Installed) -> int:
    """Count the files that have their final name."""
    return sum(1 for _ in (installed.data_dir / "media" / "songs").glob("*/*"))


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    make_tree(folder, FILES)
    return folder


@pytest.fixture(scope="module")
def clean(music: Path, tmp_path_factory: pytest.TempPathFactory) -> State:
    installed = Installed(tmp_path_factory.mktemp("clean"))
    done = installed.run("upload", str(music))
    assert done.code == 0, done.err
    assert findings(installed).is_clean
    found = state(installed)
    assert len(found.songs) == FILES
    return found


def kill_at(installed: Installed, music: Path, files: int, then_s: float) -> bool:
    """Start an upload and kill it once so many files are stored, and a moment later; return whether it was at work."""
    with installed.start("upload", str(music)) as process:
        deadline = time.monotonic() + PATIENCE_S
        while stored(installed) < files and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        time.sleep(then_s)
        process.kill()
        process.communicate()
    return process.returncode != 0


@pytest.mark.slow
def test_an_upload_killed_at_any_moment_is_finished_by_the_next(music: Path, clean: State, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)  # noqa: S311 - no secrets
    killed = 0
    for number in range(KILLS):
        installed = Installed(tmp_path / str(number))
        # Some before the first file: while it starts, and while the catalogue is made.
        files = chance.randrange(FILES) if number >= KILLS // 5 else 0
        killed += kill_at(installed, music, files, chance.uniform(0, 0.4 if files == 0 else 0.05))
        between = findings(installed)
        assert not between.missing
        assert not between.damaged
        done = installed.run("upload", str(music))
        assert done.code == 0, done.err
        after = findings(installed)
        after.unfinished.clear()  # nothing else may be left over
        assert after.is_clean
        assert state(installed) == clean
    assert killed > KILLS // 2, "most must have been at work, or this shows nothing"


@pytest.mark.slow
def test_uploads_of_one_tree_side_by_side_make_each_song_once(music: Path, clean: State, tmp_path: Path) -> None:
    installed = Installed(tmp_path)
    processes = [installed.start("upload", "--json", str(music)) for _ in range(3)]
    created = 0
    for process in processes:
        with process:
            out, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, out + err
        created += out.count('"status":"created"')
    assert created == FILES
    assert state(installed) == clean
    assert findings(installed).is_clean


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to whole consoles alone")
def test_ctrl_c_says_what_was_done_and_leaves_nothing_half(music: Path, clean: State, tmp_path: Path) -> None:
    installed = Installed(tmp_path)
    with installed.start("upload", "--json", "--jobs", "1", str(music)) as process:
        deadline = time.monotonic() + PATIENCE_S
        while stored(installed) < 5:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, out + err
    assert '"interrupted":true' in out
    between = findings(installed)
    assert between.is_clean
    assert out.count('"status":"created"') == between.files > 0
    assert installed.run("upload", str(music)).code == 0
    assert state(installed) == clean
