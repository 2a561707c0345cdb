"""The installed command, as a process of its own with a data folder of its own."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("audiostream.exe" if os.name == "nt" else "audiostream")


@dataclass(frozen=True)
class Done:
    """A process that has ended: its exit code, and the text on both streams."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever was printed
        """The data of the one JSON document on standard output."""
        return json.loads(self.out)["data"]


@dataclass(frozen=True)
class Installed:
    """The command for one user on one machine, which is a folder."""

    folder: Path

    @property
    def data_dir(self) -> Path:
        """Where it keeps everything."""
        return self.folder / "data"

    def start(self, *arguments: str, stdin: str = "") -> "subprocess.Popen[str]":
        """Start a command that is given this to read; what it writes goes to pipes."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("AUDIOSTREAM_")}
        places = {
            "AUDIOSTREAM_DATA_DIR": str(self.data_dir),
            "AUDIOSTREAM_CONFIG": str(self.folder / "config.toml"),
            "AUDIOSTREAM_USER": "ada",
        }
        given = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - the process has it open too
        given.write(stdin)
        given.seek(0)
        with given:
            return subprocess.Popen(
                [str(COMMAND), *arguments],
                env=kept | places,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )

    def run(self, *arguments: str, patience_s: float = 120) -> Done:
        """Run a command to its end."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=patience_s)
        return Done(process.returncode, out, err)
