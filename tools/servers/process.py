"""A program that runs on by itself, known again by the file that holds its process id."""

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tools.servers.errors import ServerError

_PAUSE_S = 0.01
_SETTLING_S = 10


@dataclass(frozen=True)
class Program:
    """What to run: in which folder, with what more in the environment, as which user where that is not ours."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None


class Daemon:
    """A program in a session of its own; ``folder`` keeps its process id and its log."""

    def __init__(self, folder: Path) -> None:
        self._pid_file = folder / "pid.json"
        self.log = folder / "server.log"

    def find(self) -> psutil.Process | None:
        """Return the process, if what was started last still runs.

        A process id may be another program's by now; the whole command line decides.
        """
        try:
            started = json.loads(self._pid_file.read_text(encoding="utf-8"))
            process = psutil.Process(int(started["pid"]))
            if process.status() != psutil.STATUS_ZOMBIE and process.cmdline() == started["command"]:
                return process
        except (OSError, ValueError, KeyError, TypeError, psutil.Error):
            pass
        return None

    def start(self, program: Program) -> None:
        """Run the program, with an empty log; that of the last time is kept beside it.

        Raises:
            ServerError: it cannot be run.
        """
        self._pid_file.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.old"))
        as_user: dict[str, object] = {}
        if program.user is not None:
            as_user = {"user": program.user, "group": program.user, "extra_groups": []}
        with self.log.open("wb") as log:
            try:
                process = subprocess.Popen(  # type: ignore[call-overload]
                    program.command,
                    cwd=program.folder,
                    env={**os.environ, **program.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    **as_user,
                )
            except OSError as error:
                raise ServerError(f"Cannot run {program.command[0]}: {error}") from error
        content = {"pid": process.pid, "command": list(program.command)}
        self._pid_file.write_text(json.dumps(content), encoding="utf-8")
        # For a moment after the start, the command line is not yet the program's own.
        end = time.monotonic() + _SETTLING_S
        while self.find() is None and process.poll() is None and time.monotonic() < end:
            time.sleep(_PAUSE_S)
        # It outlives us: nobody waits for it, and Python should not warn of that.
        process.returncode = 0

    def stop(self, *, patience_s: float = 30) -> bool:
        """Ask the program to end, make it end when it has not in time; return whether it ran at all."""
        process = self.find()
        if process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
            _, alive = psutil.wait_procs([process], timeout=patience_s)
            if alive:
                self.kill()
        self._pid_file.unlink(missing_ok=True)
        return process is not None

    def kill(self) -> None:
        """End the program at once, as a power cut would, and those it has started."""
        process = self.find()
        if process is None:
            return
        family = [process]
        with contextlib.suppress(psutil.NoSuchProcess):
            family += process.children(recursive=True)
        for member in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(family, timeout=30)

    def last_words(self, count: int = 15) -> str:
        """Return the end of the log."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join(lines[-count:])
