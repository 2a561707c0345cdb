"""From a result or an error to what a person or a program reads; and the exit codes."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from audiostream import errors
from audiostream.cli.environment import Environment
from audiostream.text import printable

# A row is one line of cells between tabs, for whatever reads lines.
_ONE_LINE = {ord("\n"): " ", ord("\t"): " "}


class Exit(IntEnum):
    """What the exit code of every command means."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNAVAILABLE = 3
    NOT_FOUND = 4
    PARTLY = 5
    INTERRUPTED = 130


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows for a person; columns named in ``right`` are aligned there.

    In a narrow terminal the cells of those are not broken, nor of those named in ``whole``, nor ids.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    empty: str = "Nothing here yet."


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a command has to say; with ``error`` it failed on the way, and that decides its exit code.

    ``data`` is for programs (``--json``), ``table`` or ``text`` the same for people. ``notes`` are
    for people too, and go to standard error, as ``then`` does: the next useful command.
    """

    kind: str
    data: object
    table: Table | None = None
    text: str | None = None
    notes: Sequence[str] = ()
    then: str | None = None
    next_cursor: str | None = None
    exit: Exit = Exit.DONE
    error: errors.AudiostreamError | None = None


def show(result: Result, environment: Environment) -> int:
    """Write a result and return its exit code."""
    if environment.options.json:
        done = result.exit is Exit.DONE and result.error is None
        envelope: dict[str, object] = {"ok": done, "kind": result.kind, "data": result.data}
        if result.error is not None:
            envelope["error"] = _detail(result.error)
        if result.next_cursor is not None:
            envelope["next_cursor"] = result.next_cursor
        _write_json(envelope, environment)
        return result.exit if result.error is None else exit_code(result.error)
    if result.table is not None:
        _show_table(result.table, environment)
    if result.text is not None:
        environment.stdout.write(printable(result.text) + "\n")
    for note in result.notes:
        environment.say(note)
    if result.next_cursor is not None and environment.suggests:
        environment.say(f"There is more: add --after {result.next_cursor}")
    if result.then is not None and environment.suggests and environment.stderr.isatty():
        environment.say(f"Next: {result.then}")
    environment.stdout.flush()
    return result.exit if result.error is None else show_error(result.error, environment)


def show_error(error: errors.AudiostreamError, environment: Environment) -> int:
    """Write an error of ours, one line and a hint, and return its exit code."""
    if environment.options.json:
        _write_json({"ok": False, "error": _detail(error)}, environment)
    else:
        environment.complain(f"audiostream: {printable(error.message)}")
        if error.hint:
            environment.complain(f"  hint: {printable(error.hint)}")
        if environment.options.verbose:
            environment.complain("".join(traceback.format_exception(error)).rstrip("\n"))
    return exit_code(error)


def exit_code(error: errors.AudiostreamError) -> Exit:
    """Return the exit code that stands for an error."""
    match error:
        case errors.InvalidInput() | errors.InvalidConfig():
            return Exit.USAGE
        case errors.NotFound():
            return Exit.NOT_FOUND
        case errors.Unavailable():
            return Exit.UNAVAILABLE
        case _:
            return Exit.FAILED


def _detail(error: errors.AudiostreamError) -> dict[str, str | None]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _write_json(envelope: dict[str, object], environment: Environment) -> None:
    import msgspec

    encoded = msgspec.json.encode(envelope, enc_hook=_to_json)
    text = msgspec.json.format(encoded, indent=2).decode() if environment.stdout.isatty() else encoded.decode()
    if not (environment.stdout.encoding or "utf-8").lower().startswith("utf"):
        # Windows's pipes, for one: JSON has escapes of its own, and they are read alike everywhere.
        import json

        text = json.dumps(json.loads(text))
    environment.stdout.write(text + "\n")
    environment.stdout.flush()


def _to_json(value: object) -> object:
    from pathlib import PurePath

    from audiostream.backend.domain.ids import CatalogueId

    # Catalogue ids exceed 2**53: a reader that takes JSON numbers for doubles would spoil them.
    if isinstance(value, (CatalogueId, PurePath)):
        return printable(str(value)) if isinstance(value, PurePath) else str(int(value))
    raise NotImplementedError(f"no JSON form for {type(value).__name__}")


def _show_table(table: Table, environment: Environment) -> None:
    if not table.rows:
        environment.say(table.empty)
        return
    if not environment.stdout.isatty():
        for row in table.rows:
            environment.stdout.write("\t".join(printable(cell).translate(_ONE_LINE) for cell in row) + "\n")
        return
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    whole = table.whole | table.right | {"id"}
    for column in table.columns:
        drawn.add_column(
            column,
            justify="right" if column in table.right else "left",
            no_wrap=column in whole,
            overflow="fold",
        )
    for row in table.rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    environment.out.print(drawn)
