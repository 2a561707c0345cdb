"""``audiostream storage``: the stored files, checked and freed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from audiostream.cli.command import command, group
from audiostream.cli.confirm import confirmed
from audiostream.cli.environment import Environment
from audiostream.cli.options import DryRun, Yes
from audiostream.cli.output import Result
from audiostream.cli.sizes import amount, count
from audiostream.cli.storage_result import again, checked, collected, untouched
from audiostream.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from audiostream.backend.services.storage import CheckProgress

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MAX_GRACE = timedelta(weeks=520)

app = group("storage", "Check the stored files and free what nothing refers to.")


@command(app, "check", examples=["audiostream storage check", "audiostream storage check --deep --json"])
def check(
    env: Environment,
    deep: Annotated[bool, typer.Option("--deep", help="Read every file whole, and compare its checksum.")] = False,
) -> Result:
    """Find files that are missing, damaged, left over or unfinished.

    Ends with 0 when all is well, and with 5 when something is not.
    """
    with _showing(env, deep=deep) as progress:
        findings = env.services.storage.check(deep=deep, progress=progress)
    return checked(findings, deep=deep, media=env.settings.data_dir / "media")


@command(app, "gc", examples=["audiostream storage gc --dry-run", "audiostream storage gc --yes --grace 1d"])
def gc(
    env: Environment,
    yes: Yes = False,
    dry_run: DryRun = False,
    grace: Annotated[
        str,
        typer.Option(metavar="TIME", help="Keep what is younger (90s, 30m, 12h, 7d): an upload may be at it."),
    ] = "1h",
    even_all: Annotated[bool, typer.Option("--all", help="Also where songs refer to no file at all.")] = False,
) -> Result:
    """Remove files that no song refers to, and unfinished uploads. Songs lose nothing.

    Where songs refer to no file at all, the catalogue may have been lost and the files be all there is: it refuses.
    """
    storage, least = env.services.storage, _length(grace)
    plan = storage.collect(grace=least, dry_run=True)
    if plan.is_suspicious and not even_all:
        raise Conflict(
            "no song refers to any stored file: if the catalogue was lost, these files are all that is left",
            hint=f"To remove them for good add --all. {again(env.settings.data_dir / 'media')}",
        )
    if dry_run or not plan.removed:
        return collected(plan, dry_run=dry_run, grace=grace)
    files = count(len(plan.removed), "file")
    if not confirmed(env, f"Remove {files} of {amount(plan.size)} that no song refers to?", yes=yes):
        return untouched()
    return collected(storage.collect(grace=least), dry_run=False, grace=grace)


def _length(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,8})([smhdw])|0", text.strip())
    length = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match and match[2] else timedelta()
    if match is None or length > _MAX_GRACE:
        raise InvalidInput(f"--grace: {text!r} is not a length of time; allowed are 0, 90s, 30m, 12h, 7d, up to 520w")
    return length


@contextmanager
def _showing(env: Environment, *, deep: bool) -> Iterator["CheckProgress | None"]:
    """Give what shows how far a check is, where there is somebody to see it."""
    if not deep or not env.stderr.isatty() or env.options.quiet or env.options.json:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=env.err, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, files: progress.update(task, completed=done, total=files)
