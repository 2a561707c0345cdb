"""The wiring: what each user has of their own in one folder."""

from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.bootstrap import build
from audiostream.player.queue import Queue
from audiostream.player.state import State
from audiostream.settings import Settings
from tests.support.builders import make_song


@pytest.mark.parametrize("others", [["bob"], ["ADA", "../ada", "a/b", "Ада"]])
def test_each_user_resumes_where_they_were(tmp_path: Path, others: list[str]) -> None:
    users = ["ada", *others]
    songs = {user: make_song(user) for user in users}
    for user in users:
        with closing(build(Settings(data_dir=tmp_path, user=user))) as services:
            services.player_memory.keep(State(queue=Queue.of([songs[user]], seed=1)))
    for user in users:
        with closing(build(Settings(data_dir=tmp_path, user=user))) as services:
            kept = services.player_memory.load(pytest.fail)
        assert kept is not None
        assert list(kept.song_ids()) == [songs[user].id]
    names = [each.name.casefold() for each in tmp_path.rglob("*") if each.is_file()]
    assert len(set(names)) == len(users)
