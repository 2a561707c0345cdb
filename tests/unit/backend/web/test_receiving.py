"""Where bodies are until they are taken."""

import os
import time
from pathlib import Path

from audiostream.backend.web.receiving import STALE_AFTER_S, receiving_folder


def test_what_a_killed_server_left_is_removed_and_what_another_writes_stays(tmp_path: Path) -> None:
    folder = receiving_folder(tmp_path / "data")
    assert folder is not None
    old, young = folder / "old.upload", folder / "young.upload"
    for file in (old, young):
        file.write_bytes(b"sound")
    then = time.time() - STALE_AFTER_S - 1
    os.utime(old, (then, then))
    assert receiving_folder(tmp_path / "data") == folder
    assert list(folder.iterdir()) == [young]


def test_the_system_has_another_where_there_is_no_disk_of_ours(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    assert receiving_folder(tmp_path / "data") is None
