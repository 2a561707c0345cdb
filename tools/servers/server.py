"""What every server can: be fetched, started, asked whether it answers, and stopped."""

import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from tools.servers.errors import ServerError
from tools.servers.process import Daemon, Program

_PAUSE_S = 0.25


class Server(ABC):
    """One server; ``root`` is the folder of them all, in which it has one of its own."""

    patience_s: ClassVar[float] = 120
    """How long it may take to answer on a slow and busy machine."""

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.name = name
        self.folder = root / name
        self.daemon = Daemon(self.folder)

    @property
    @abstractmethod
    def address(self) -> str:
        """Where its clients reach it, as HOST:PORT."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of the servers that must be up before this one starts."""
        return ()

    @abstractmethod
    def prepare(self) -> Program:
        """Fetch what it needs, write its configuration, and return how to run it.

        Raises:
            ServerError: something is missing, and how to get it.
        """

    @abstractmethod
    def ask(self) -> None:
        """Have it do what its clients want of it; raises whatever the driver does when it cannot yet."""

    @property
    def is_answering(self) -> bool:
        """Whether it does now what its clients want of it."""
        try:
            self.ask()
        except Exception:  # noqa: BLE001 - each driver has its own; no answer is no answer
            return False
        return True

    def up(self) -> bool:
        """Start it unless it runs, and return when it answers: whether it was started here.

        Raises:
            ServerError: it ended, or did not answer in time.
        """
        if self.daemon.find() is None:
            if self.is_answering:
                return False
            self.daemon.start(self.prepare())
            started = True
        else:
            started = False
        self._wait()
        return started

    def down(self) -> bool:
        """Stop it, and return whether it ran; one that was not started here is left alone."""
        return self.daemon.stop()

    def _wait(self) -> None:
        end = time.monotonic() + self.patience_s
        while True:
            try:
                self.ask()
            except Exception as error:
                if self.daemon.find() is None:
                    raise ServerError(f"{self.name} has ended.\n{self._log()}") from error
                if time.monotonic() > end:
                    reason = f"{self.name} does not answer at {self.address} after {self.patience_s:.0f} s: {error}"
                    raise ServerError(f"{reason}\n{self._log()}") from error
            else:
                return
            time.sleep(_PAUSE_S)

    def _log(self) -> str:
        return f"The end of {self.daemon.log}:\n{self.daemon.last_words()}"
