"""Java and the jars: found, fetched once, and missed in words."""

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tools.servers import java
from tools.servers.errors import ServerError
from tools.servers.java import Artifact, fetch_jars, find_java

ONE, MORE = Artifact("org.example", "one", "1.2"), Artifact("org.example.more", "more", "3")


class Maven:
    """What is asked of Maven, which gives a jar, or fails with a word."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.fails = ""

    def __call__(self, command: list[str], *, cwd: str, **_named: object) -> subprocess.CompletedProcess[str]:
        """Do as Maven would."""
        pom = ET.parse(Path(cwd) / "pom.xml").getroot()  # noqa: S314 - written by the code under test
        self.asked.append([text.text or "" for text in pom.iter("{http://maven.apache.org/POM/4.0.0}artifactId")][1:])
        if not self.fails:
            (Path(cwd) / "lib").mkdir()
            (Path(cwd) / "lib" / "one.jar").touch()
        return subprocess.CompletedProcess(command, 1 if self.fails else 0, self.fails, "")


@pytest.fixture
def maven(monkeypatch: pytest.MonkeyPatch) -> Maven:
    maven = Maven()
    monkeypatch.setattr("shutil.which", lambda _name: "mvn")
    monkeypatch.setattr("subprocess.run", maven)
    return maven


def test_jars_are_fetched_once(tmp_path: Path, maven: Maven) -> None:
    folder = fetch_jars(tmp_path, ONE, MORE)
    assert [path.name for path in folder.iterdir()] == ["one.jar"]
    assert fetch_jars(tmp_path, ONE, MORE) == folder
    assert maven.asked == [["one", "more"]]


def test_another_version_is_fetched_beside_it(tmp_path: Path, maven: Maven) -> None:
    assert fetch_jars(tmp_path, ONE) != fetch_jars(tmp_path, Artifact("org.example", "one", "1.3"))
    assert len(maven.asked) == 2


def test_what_failed_is_told_and_tried_again(tmp_path: Path, maven: Maven) -> None:
    maven.fails = "no route to host"
    with pytest.raises(ServerError, match=r"(?s)could not fetch one-1\.2.*no route to host"):
        fetch_jars(tmp_path, ONE)
    maven.fails = ""
    assert fetch_jars(tmp_path, ONE).exists()
    assert [path.name for path in (tmp_path / "jars").iterdir()] == ["one-1.2"]


def test_maven_is_missed_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(ServerError, match=r"Maven is missing.*apt-get install openjdk-17"):
        fetch_jars(tmp_path, ONE)


@pytest.mark.parametrize("told", ['openjdk version "21.0.2"', 'java version "1.8.0_392"', "not found"])
def test_another_java_will_not_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    _have_java(tmp_path, monkeypatch, told)
    with pytest.raises(ServerError, match="Java 17 is missing"):
        find_java()


def test_the_right_java_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _have_java(tmp_path, monkeypatch, 'openjdk version "17.0.15" 2025-04-15')
    assert find_java() == str(path)


def _have_java(folder: Path, monkeypatch: pytest.MonkeyPatch, told: str) -> Path:
    path = folder / "bin" / "java"
    path.parent.mkdir()
    path.touch()
    monkeypatch.setenv("JAVA_HOME", str(folder))
    monkeypatch.setattr(java, "_INSTALLED", folder / "none")
    monkeypatch.setattr("shutil.which", lambda _name: None)
    answer = subprocess.CompletedProcess([], 0, "", told)
    monkeypatch.setattr("subprocess.run", lambda *_args, **_named: answer)
    return path
