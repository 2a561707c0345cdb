"""Programs on the Java virtual machine: finding one, and fetching a program's jars once."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.servers.errors import ServerError

VERSION = 17
"""The one that Cassandra 5.0 and Kafka 4 both run on (https://cassandra.apache.org/doc/5.0/cassandra/installing/)."""
_INSTALLED = Path("/usr/lib/jvm")
_HINT = f"Install Java {VERSION}; Debian, Ubuntu: sudo apt-get install openjdk-{VERSION}-jre-headless maven"
_POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>audiostream</groupId>
  <artifactId>servers</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCY = """
    <dependency>
      <groupId>{group}</groupId>
      <artifactId>{name}</artifactId>
      <version>{version}</version>
    </dependency>
"""


@dataclass(frozen=True)
class Artifact:
    """A program in Maven's repository."""

    group: str
    name: str
    version: str


def find_java() -> str:
    """Return the path of the right Java's ``java``.

    Raises:
        ServerError: there is none.
    """
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += sorted(_INSTALLED.glob(f"java-{VERSION}-*"))
    candidates = [str(home / "bin" / "java") for home in homes] + [shutil.which("java") or ""]
    for java in candidates:
        if java and Path(java).exists() and _version(java) == VERSION:
            return java
    raise ServerError(f"Java {VERSION} is missing. {_HINT}")


def _version(java: str) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(\d+)', told)
    return int(match[1]) if match else 0


def fetch_jars(root: Path, *artifacts: Artifact) -> Path:
    """Return the folder of these jars and all they depend on, fetched by Maven if not there yet.

    Raises:
        ServerError: Maven is missing or failed.
    """
    what = " and ".join(f"{artifact.name}-{artifact.version}" for artifact in artifacts)
    folder = root / "jars" / what.replace(" and ", "+")
    if folder.exists():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerError(f"Maven is missing. {_HINT}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Moved into place when whole, so that an interrupted download is never taken for all of it.
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        dependencies = "".join(_DEPENDENCY.format(**vars(artifact)) for artifact in artifacts)
        (Path(place) / "pom.xml").write_text(_POM.format(dependencies=dependencies), encoding="utf-8")
        command = [maven, "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            told = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
            raise ServerError(f"Maven could not fetch {what}:\n{told}")
        (Path(place) / "lib").replace(folder)
    return folder
