"""``audiostream consumer``: what waits between a change and the stores, and what was put aside."""

from typing import TYPE_CHECKING

from audiostream.cli import dates
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.options import Limit
from audiostream.cli.output import Result, Table
from audiostream.cli.sizes import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiostream.backend.services.consuming import PutAside, Status

app = group("consumer", "See what waits in the event log, and what was put aside.")


@command(app, "status", examples=["audiostream consumer status", "audiostream consumer status --json"])
def status(env: Environment) -> Result:
    """Show how many events wait, and how many were put aside.

    Every change of playlists and history is an event, which waits until it has been applied. The last row is the
    spool: listens that players keep until the log has them.
    """
    return _status(env.services.consumer.status())


@command(
    app,
    "dead-letters",
    examples=["audiostream consumer dead-letters", "audiostream consumer dead-letters --limit 1000 --json"],
)
def dead_letters(env: Environment, limit: Limit = 50) -> Result:
    """List the events that can never be applied, and why.

    They change nothing, and are kept for whoever looks into it. The oldest comes first. A place is a partition and
    offset of the log, or the spool where the log refused a listen. --verbose and --json show the events themselves.
    """
    letters = env.services.consumer.dead_letters(limit=limit)
    result = _letters(letters, env.services.consumer.status().put_aside, whole=env.options.verbose)
    for note in result.notes if env.options.json else ():  # a program may not know either that there are more
        env.say(note)
    return result


def _status(status: "Status") -> Result:
    rows = [(each.topic, str(each.waiting), _local(each.oldest_at), str(each.dead_letters)) for each in status.topics]
    waiting = f"{count(status.waiting, 'event')} waiting" if status.waiting else "Nothing waits"
    put_aside = f"{count(status.put_aside, 'event')} put aside" if status.put_aside else "nothing was put aside"
    return Result(
        kind="consumer_status",
        data={
            "topics": [
                {
                    "topic": each.topic,
                    "waiting": each.waiting,
                    "oldest_at": None if each.oldest_at is None else dates.iso(dates.moment_of(each.oldest_at)),
                    "dead_letters": each.dead_letters,
                }
                for each in status.topics
            ],
            "spool": {"waiting": status.spooled, "refused": status.refused},
        },
        table=Table(
            columns=("topic", "waiting", "oldest", "put aside"),
            rows=[*rows, ("(spool)", str(status.spooled), "", str(status.refused))],
            right=frozenset({"waiting", "put aside"}),
        ),
        notes=[f"{waiting}, {put_aside}."],
        then="audiostream consumer dead-letters" if status.put_aside else None,
    )


def _letters(letters: "Sequence[PutAside]", total: int, *, whole: bool) -> Result:
    more = ("event",) if whole else ()
    rows = [
        (_local(each.at), each.topic, each.user_id, _place(each), each.reason, *((_text(each),) if whole else ()))
        for each in letters
    ]
    return Result(
        kind="dead_letters",
        data=[_data(each) for each in letters],
        table=Table(
            columns=("when", "topic", "user", "place", "reason", *more), rows=rows, empty="Nothing was put aside."
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
        "topic": letter.topic,
        "partition": partition,
        "offset": offset,
        "user_id": letter.user_id,
        "at": dates.iso(dates.moment_of(letter.at)),
        "reason": letter.reason,
        "event": _text(letter),
    }


def _place(letter: "PutAside") -> str:
    return "spool" if letter.place is None else "{}/{}".format(*letter.place)


def _text(letter: "PutAside") -> str:
    return letter.value.decode("utf-8", "backslashreplace")


def _local(micros: int | None) -> str:
    return "" if micros is None else dates.local(dates.moment_of(micros))
