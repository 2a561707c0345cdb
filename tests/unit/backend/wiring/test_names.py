"""What the tab key offers: the names of this machine, where they are this machine's to know."""

from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.bootstrap import build
from audiostream.settings import Settings


@pytest.mark.parametrize(("mode", "offered"), [("embedded", ["Mornings"]), ("cluster", [])])
def test_a_cluster_is_not_asked_and_the_files_here_are_not_taken_for_it(
    tmp_path: Path, mode: str, offered: list[str]
) -> None:
    with closing(build(Settings(data_dir=tmp_path, user="ada"))) as here:
        here.playlists.create("Mornings")
    with closing(build(Settings(data_dir=tmp_path, user="ada", mode=mode))) as services:
        assert list(services.names.playlists("Mo")) == offered
        if not offered:
            assert [*services.names.albums(""), *services.names.artists("")] == []
