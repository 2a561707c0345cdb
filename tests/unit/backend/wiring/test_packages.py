"""The packages of a cluster and of a server are extras: what is missing is told with how to get it."""

import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from audiostream.backend.cluster.wanted import Wanted
from audiostream.backend.wiring.cluster import ClusterParts
from audiostream.backend.wiring.packages import packages
from audiostream.errors import InvalidConfig
from audiostream.settings import Settings
from tests.support.command_line import make_command_line


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClusterParts:
    """Return what a cluster has where none of its packages is installed."""
    for name in list(sys.modules):
        library = name.partition(".")[0]
        if library in {"cassandra", "kafka", "acsylla"} or name.startswith(
            ("audiostream.backend.adapters.cassandra", "audiostream.backend.adapters.kafka")
        ):
            monkeypatch.delitem(sys.modules, name)
    for library in ("cassandra", "kafka", "acsylla"):
        monkeypatch.setitem(sys.modules, library, None)
    return ClusterParts(Settings(data_dir=tmp_path, catalogue_dsn="postgresql://h/d"), ExitStack())


@pytest.mark.parametrize(
    ("part", "package"),
    [("publisher", "kafka"), ("reader", "kafka"), ("playlists", "cassandra"), ("listens", "cassandra")],
)
def test_a_missing_package_is_told_with_how_to_install_it(cluster: ClusterParts, part: str, package: str) -> None:
    with pytest.raises(InvalidConfig, match=rf"this needs the package '{package}[\w.]*'") as caught:
        getattr(cluster, part)
    assert caught.value.hint == "pip install 'audiostream[cluster]'"


def test_so_it_is_for_who_looks_after_the_servers(cluster: ClusterParts) -> None:
    with pytest.raises(InvalidConfig, match="which is not installed"):
        cluster.systems(Wanted())


def test_a_command_tells_it_in_one_line(cluster: ClusterParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(cluster, ClusterParts)
    cli = make_command_line(tmp_path, monkeypatch)
    cli.settings["mode"] = "cluster"
    outcome = cli("playlist", "list")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[1] == "  hint: pip install 'audiostream[cluster]'"


def test_accounts_need_what_hashes_passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("audiostream.backend.adapters.accounts.")]:
        if name.endswith((".store", ".accounts")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "argon2", None)
    cli = make_command_line(tmp_path, monkeypatch)
    outcome = cli("user", "list")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines() == [
        "audiostream: this needs the package 'argon2', which is not installed",
        "  hint: pip install 'audiostream[server]'",
    ]


def test_a_module_of_ours_that_is_missing_is_a_bug() -> None:
    with pytest.raises(ModuleNotFoundError), packages():
        raise ModuleNotFoundError(name="audiostream.nothing")
