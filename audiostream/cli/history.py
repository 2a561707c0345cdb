"""``audiostream history``: what was listened to."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from audiostream.backend.domain.shapes import listen_data
from audiostream.backend.domain.times import moment_of
from audiostream.cli import dates
from audiostream.cli.catalogue import song_names
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.lengths import clock
from audiostream.cli.options import After, Limit
from audiostream.cli.output import Result, Table
from audiostream.errors import InvalidInput

if TYPE_CHECKING:
    from audiostream.backend.domain.listening import HistoryItem

COLUMNS = ("when", "title", "artist", "album", "heard", "complete")

app = group("history", "Show what was listened to.")


@command(
    app,
    "history",
    examples=[
        "audiostream history",
        "audiostream history --since 7d --limit 200",
        "audiostream history --since yesterday --until '2026-11-24 18:30'",
        "audiostream history --since 2026-11 --until 2026-11 --json",
    ],
)
def history(
    env: Environment,
    limit: Limit = 50,
    since: Annotated[str | None, typer.Option(metavar="WHEN", help=f"From when on: {dates.ALLOWED}.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Up to when; of a day, month or year: its end.")
    ] = None,
    after: After = None,
) -> Result:
    """Show what was listened to, newest first.

    A listen is complete when half of the track or four minutes of it were heard. Times are those of this
    machine's zone; a WHEN may name another (2026-11-24T18:30+01:00, or Z for UTC). In JSON they are UTC.
    """
    first, last = _span(since, until)
    page = env.services.history.listens(limit=limit, after=after, since=first, until=last)
    return Result(
        kind="history",
        data=[listen_data(item) for item in page.items],
        table=Table(
            columns=COLUMNS,
            rows=[_row(item) for item in page.items],
            whole=frozenset({"when", "heard", "complete"}),
            empty="Nothing was listened to in this time." if since or until else "Nothing was listened to yet.",
        ),
        next_cursor=page.next,
    )


def _span(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Read from when on and up to when; what is wrong is told in the words that were typed."""
    now = datetime.now().astimezone()
    first = dates.parse_moment(since, "--since", now=now) if since is not None else None
    last = dates.parse_moment(until, "--until", now=now, end=True) if until is not None else None
    if first is not None and last is not None and first >= last:
        raise InvalidInput(f"--since {since} must be before --until {until}")
    return first, last


def _row(item: "HistoryItem") -> tuple[str, ...]:
    listen = item.listen
    names = song_names(listen.song_id, item.song)
    heard = f"{clock(listen.played_ms)} of {clock(listen.duration_ms)}"
    return (dates.local(moment_of(listen.started_at)), *names, heard, "yes" if listen.completed else "no")
