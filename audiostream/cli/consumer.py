"""``audiostream consumer``: from the event log to the stores, and what waits between."""

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from audiostream.backend.domain.events import KINDS, now_us
from audiostream.backend.domain.times import iso, moment_of
from audiostream.cli import dates, dead_letters
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.interrupt import stop_on_interrupt
from audiostream.cli.output import Result, Table
from audiostream.cli.sizes import count
from audiostream.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiostream.backend.domain.records import Lag, Work
    from audiostream.backend.services.consuming import Status

app = group("consumer", "Apply events; see what waits in the event log, and what was put aside.")
app.add_typer(dead_letters.app)


@command(app, "status", examples=["audiostream consumer status", "audiostream consumer status --json"])
def status(env: Environment) -> Result:
    """Show how many events wait, and how many were put aside.

    Every change of playlists and history is an event, which waits until it has been applied. The last row is the
    spool: listens that players keep until the log has them.
    """
    return _status(env.services.consumer.status())


@command(app, "lag", examples=["audiostream consumer lag", "audiostream consumer lag --json"])
def lag(env: Environment) -> Result:
    """Show how far behind the consumers are, by partition.

    The place is that up to which all consumers together have applied everything; the age is that of the oldest event
    behind it. An age that grows says that the consumers do not keep up, or that none is running.
    """
    return _lag(env.services.consumer.lags(), now_us())


@command(
    app,
    "run",
    examples=[
        "audiostream consumer run",
        "audiostream consumer run --topics listening_history --metrics-port 9464",
    ],
)
def run(
    env: Environment,
    topics: Annotated[
        list[str] | None, typer.Option(help="Only these topics, with commas between or given again. [default: all]")
    ] = None,
    metrics_port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Serve figures for Prometheus at this port.")
    ] = None,
    metrics_host: Annotated[
        str, typer.Option(help="The address of this machine that they are served at; anybody may read them there.")
    ] = "127.0.0.1",
) -> Result:
    """Apply events to playlists and history, until it is stopped.

    Ctrl-C or SIGTERM stops it; what is at work is brought to its end first. Any number of these share the work.
    While a store is away events wait, and none is lost. Port 0 takes a free one.
    """
    chosen, stop = _chosen(topics), threading.Event()
    worker, url = env.services.worker(chosen, None if metrics_port is None else (metrics_host, metrics_port))
    which = "" if len(chosen) == len(KINDS) else f" of {', '.join(chosen)}"
    env.say(f"Applying events{which}. Ctrl-C ends it." + (f" Figures: {url}" if url else ""))
    with stop_on_interrupt(stop):
        worker.run(stop)
    return _done(worker.work())


def _chosen(topics: list[str] | None) -> list[str]:
    named = [name.strip() for text in topics or () for name in text.split(",")]
    if unknown := [name for name in named if name not in KINDS]:
        raise InvalidInput(f"no topic is called {unknown[0]!r}", hint=f"topics are {', '.join(KINDS)}")
    return [topic for topic in KINDS if topic in named or not named]


def _done(work: "Work") -> Result:
    applied, dead = sum(work.applied.values()), sum(work.dead_lettered.values())
    return Result(
        kind="consumer_run",
        data={
            "applied": {topic: work.applied.get(topic, 0) for topic in KINDS},
            "dead_lettered": {topic: work.dead_lettered.get(topic, 0) for topic in KINDS},
        },
        notes=[f"Applied {count(applied, 'event')}, put {dead:,} aside."],
        then="audiostream consumer dead-letters list" if dead else None,
    )


def _lag(lags: "Sequence[Lag]", now: int) -> Result:
    ages = [None if each.oldest_at is None else max(0, now - each.oldest_at) / 1_000_000 for each in lags]
    waiting, oldest_s = sum(each.waiting for each in lags), max((age for age in ages if age is not None), default=0.0)
    return Result(
        kind="consumer_lag",
        data=[
            {
                "topic": each.topic,
                "partition": each.partition,
                "committed": each.committed,
                "waiting": each.waiting,
                "oldest_s": age,
            }
            for each, age in zip(lags, ages, strict=True)
        ],
        table=Table(
            columns=("topic", "partition", "place", "waiting", "oldest"),
            rows=[
                (
                    each.topic,
                    str(each.partition),
                    "" if each.committed is None else str(each.committed),
                    str(each.waiting),
                    "" if age is None else f"{age:,.0f} s",
                )
                for each, age in zip(lags, ages, strict=True)
            ],
            right=frozenset({"partition", "place", "waiting", "oldest"}),
        ),
        notes=[
            f"{count(waiting, 'event')} waiting, the oldest for {oldest_s:,.0f} s." if waiting else "Nothing waits."
        ],
    )


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
                    "oldest_at": None if each.oldest_at is None else iso(moment_of(each.oldest_at)),
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
        then="audiostream consumer dead-letters list" if status.put_aside else None,
    )


def _local(micros: int | None) -> str:
    return "" if micros is None else dates.local(moment_of(micros))
