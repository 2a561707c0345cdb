"""The wiring: what each user has of their own in one folder."""

from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.bootstrap import build
from audiostream.errors import InvalidConfig, Rejected
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


def test_a_key_for_signing_need_be_there_only_to_play(tmp_path: Path) -> None:
    settings = Settings(
        mode="cluster",
        data_dir=tmp_path,
        catalogue_dsn="postgresql://127.0.0.1:1/none",
        cdn_domain="d111111abcdef8.cloudfront.net",
        cdn_private_key_file=str(tmp_path / "elsewhere.pem"),
        cdn_key_pair_id="K1",
    )
    with closing(build(settings)) as services:
        assert services.streaming.named(["1024921636833263617"]) == [1024921636833263617]
        with pytest.raises(Rejected, match=r"elsewhere\.pem: No such file"):
            services.streaming.url(make_song())
        state = State(queue=Queue.of([make_song()], seed=1))
        with pytest.raises(Rejected, match=r"elsewhere\.pem: No such file"):
            services.player(
                state, audio_output="dummy", keep_engine_log=False, tell=lambda effect: pytest.fail(str(effect))
            )


@pytest.mark.parametrize("setting", ["kafka_servers", "cassandra_hosts"])
def test_a_web_server_has_all_its_parts_before_the_first_request(tmp_path: Path, setting: str) -> None:
    dsn = "postgresql://127.0.0.1:1/none"
    right = {"mode": "cluster", "data_dir": tmp_path, "catalogue_dsn": dsn}
    with closing(build(Settings(**right))) as services:  # type: ignore[arg-type] # of settings of several types
        services.serving("a key")  # it connects to nothing: nothing is there
    with (
        closing(build(Settings(**right, **{setting: ","}))) as services,  # type: ignore[arg-type] # as above
        pytest.raises(InvalidConfig, match=f"{setting} names no host"),
    ):
        services.serving("a key")
