"""``audiostream consumer dead-letters``: what can never be applied, seen, mended and dropped."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from audiostream.backend.domain.events import KINDS, MAX_EVENT_BYTES
from audiostream.backend.domain.times import iso, moment_of
from audiostream.cli import dates
from audiostream.cli.command import command, group
from audiostream.cli.confirm import confirmed
from audiostream.cli.environment import Environment
from audiostream.cli.options import DryRun, Limit, Yes
from audiostream.cli.output import Exit, Result, Table
from audiostream.cli.sizes import count
from audiostream.errors import InvalidInput

if TYPE_CHECKING:
    from audiostream.backend.domain.records import DeadLetter
    from audiostream.backend.services.consuming import PutAside
    from audiostream.backend.services.dead_letters import Verdict

app = group("dead-letters", "See, mend and drop events that can never be applied.")

Places: TypeAlias = Annotated[
    list[str] | None, typer.Argument(metavar="[PLACE]...", help="Places, as dead-letters list shows them, or topics.")
]
All: TypeAlias = Annotated[bool, typer.Option("--all", help="All there are.")]


@command(
    app,
    "list",
    examples=["audiostream consumer dead-letters list", "audiostream consumer dead-letters list --limit 1000 --json"],
)
def list_(env: Environment, limit: Limit = 50) -> Result:
    """List the events that can never be applied, and why.

    They change nothing, and are kept for whoever looks into it. The oldest comes first. A place is topic, partition
    and offset of the log, or the spool where the log refused a listen. --verbose and --json show the events themselves.
    """
    letters = env.services.consumer.dead_letters(limit=limit)
    result = _listed(letters, env.services.consumer.status().put_aside, whole=env.options.verbose)
    for note in result.notes if env.options.json else ():  # a program may not know either that there are more
        env.say(note)
    return result


@command(
    app,
    "replay",
    examples=[
        "audiostream consumer dead-letters replay --all",
        "audiostream consumer dead-letters replay playlist_create/0/12 --with mended.json",
    ],
)
def replay(
    env: Environment,
    places: Places = None,
    everything: All = False,
    mended: Annotated[
        Path | None, typer.Option("--with", metavar="FILE", help="Publish this event in the place of the one chosen.")
    ] = None,
    dry_run: DryRun = False,
) -> Result:
    """Publish events again, as they are or mended.

    As they are: after an upgrade that knows them. Mended: one, with what --with gives in its place. Those that are
    still not valid stay where they are, with the reason; it ends with 5 where there were such.
    """
    letters = _chosen(env, places, everything=everything)
    event = None if mended is None else _read(mended)
    return _judged(env.services.dead_letters.replay(letters, mended=event, dry_run=dry_run), "dead_letters_replay")


@command(
    app,
    "drop",
    examples=[
        "audiostream consumer dead-letters drop playlist_create/0/12",
        "audiostream consumer dead-letters drop listening_history --yes",
    ],
)
def drop(
    env: Environment,
    places: Places = None,
    everything: All = False,
    yes: Yes = False,
    dry_run: DryRun = False,
) -> Result:
    """Forget events for good."""
    letters = _chosen(env, places, everything=everything)
    question = f"Forget {count(len(letters), 'event')} for good?"
    if letters and not dry_run and not confirmed(env, question, yes=yes):
        return Result(kind="dead_letters_drop", data=[], notes=["Nothing was dropped."], exit=Exit.FAILED)
    return _judged(env.services.dead_letters.drop(letters, dry_run=dry_run), "dead_letters_drop")


def _chosen(env: Environment, places: list[str] | None, *, everything: bool) -> "Sequence[DeadLetter]":
    if bool(places) == everything:
        raise InvalidInput("choose events by their places, or --all of them")
    return env.services.dead_letters.find(places or KINDS)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_EVENT_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from error


def _judged(verdicts: "Sequence[Verdict]", kind: str) -> Result:
    fates = Counter(each.fate for each in verdicts)
    invalid = [each for each in verdicts if each.reason is not None]
    return Result(
        kind=kind,
        data=[{"place": each.place, "status": each.fate, "reason": each.reason} for each in verdicts],
        table=Table(
            columns=("status", "place", "reason"),
            rows=[(each.fate, each.place, each.reason or "") for each in verdicts],
            whole=frozenset({"place"}),
            empty="Nothing was put aside.",
        ),
        notes=[", ".join(f"{number:,} {fate}" for fate, number in fates.items()) + "."] if len(verdicts) > 1 else [],
        exit=Exit.PARTLY if invalid else Exit.DONE,
    )


def _listed(letters: "Sequence[PutAside]", total: int, *, whole: bool) -> Result:
    more = ("event",) if whole else ()
    rows = [
        (_local(each.at), _place(each), each.user_id, each.reason, *((_text(each),) if whole else ()))
        for each in letters
    ]
    return Result(
        kind="dead_letters",
        data=[_data(each) for each in letters],
        table=Table(
            columns=("when", "place", "user", "reason", *more),
            rows=rows,
            whole=frozenset({"place"}),
            empty="Nothing was put aside.",
        ),
        notes=[_more(len(letters), total)] if total > len(letters) else [],
    )


def _more(shown: int, total: int) -> str:
    from audiostream.backend.domain.paging import MAX_LIMIT

    first = f"These are the first {shown:,} of {total:,}"
    return f"{first}; more than {MAX_LIMIT:,} cannot be shown." if shown == MAX_LIMIT else f"{first}: raise --limit."


def _data(letter: "PutAside") -> dict[str, object]:
    partition, offset = letter.place or (None, None)
    return {
        "place": None if letter.place is None else _place(letter),
        "topic": letter.topic,
        "partition": partition,
        "offset": offset,
        "user_id": letter.user_id,
        "at": iso(moment_of(letter.at)),
        "reason": letter.reason,
        "event": _text(letter),
    }


def _place(letter: "PutAside") -> str:
    return "spool" if letter.place is None else "{}/{}/{}".format(letter.topic, *letter.place)


def _text(letter: "PutAside") -> str:
    return letter.value.decode("utf-8", "backslashreplace")


def _local(micros: int) -> str:
    return dates.local(moment_of(micros))
