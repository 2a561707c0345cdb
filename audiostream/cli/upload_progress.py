"""How a person sees an upload go: failures as they come and, on a terminal, a progress bar."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.domain.ids import AlbumId
from audiostream.backend.services.uploads import Outcome, Status, UploadWatcher
from audiostream.cli.environment import Environment
from audiostream.text import one_line, printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Lines(UploadWatcher):
    """Writes a line for each failure; keeps the first album that got songs and, if asked, all outcomes."""

    def __init__(self, env: Environment, *, keep: bool) -> None:
        super().__init__()
        self.outcomes: list[Outcome] = []
        self.album_id: AlbumId | None = None
        self._env = env
        self.keeps = keep

    def finished(self, outcome: Outcome) -> None:
        """Note an outcome, and tell a failure."""
        self.album_id = self.album_id or outcome.album_id
        if self.keeps:
            self.outcomes.append(outcome)
        if outcome.status is Status.FAILED and not self._env.options.json:
            self.write(line(outcome))

    def write(self, text: str) -> None:
        """Write a line to standard error."""
        self._env.stderr.write(text + "\n")
        self._env.stderr.flush()


class Bar(Lines):
    """Shows a bar too: bytes done, rate, time left, and the name of a file that is being read."""

    def __init__(self, env: Environment, progress: "Progress", task: "TaskID", *, keep: bool) -> None:
        super().__init__(env, keep=keep)
        self._progress = progress
        self._task = task

    def started(self, path: Path) -> None:
        """Show the name of a file."""
        self._progress.update(self._task, description=one_line(path.name))

    def read(self, count: int) -> None:
        """Move the bar."""
        self._progress.advance(self._task, count)

    def write(self, text: str) -> None:
        """Write a line above the bar."""
        from rich.text import Text

        status, colon, rest = text.partition(":")
        self._progress.console.print(Text.assemble((status, "red"), colon, rest), soft_wrap=True)


@contextmanager
def watching(env: Environment, paths: Sequence[Path], *, keep: bool) -> Iterator[Lines]:
    """Give what is to watch an upload of these paths."""
    if not env.stderr.isatty() or env.options.quiet or env.options.json:
        yield Lines(env, keep=keep)
        return
    with env.err.status("Looking for audio files"):
        files, size = env.services.uploads.extent(paths)
    with _progress(env) as progress:
        yield Bar(env, progress, progress.add_task("", total=size, visible=files > 0), keep=keep)


def line(outcome: Outcome) -> str:
    """Return what became of a file as one line."""
    path = printable(str(outcome.path)).replace("\n", "\\n").replace("\t", "\\t")
    reason = f": {printable(outcome.advice)}" if outcome.advice else ""
    return f"{outcome.status.value}: {path}{reason}"


def _progress(env: Environment) -> "Progress":
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.table import Column

    name = Column(ratio=1, no_wrap=True, overflow="ellipsis", min_width=12)
    return Progress(
        TextColumn("{task.description}", markup=False, table_column=name),
        BarColumn(bar_width=20),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(compact=True),
        console=env.err,
        transient=True,
        expand=True,
    )
