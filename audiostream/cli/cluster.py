"""``audiostream cluster``: setting up the servers of a cluster, and seeing how they are."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from audiostream.cli.cluster_result import diagnosis, initialised, overview
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.options import DryRun
from audiostream.cli.output import Result

if TYPE_CHECKING:
    from audiostream.backend.services.cluster import ClusterService


class Strategy(StrEnum):
    """Where Cassandra puts replicas."""

    NETWORK = "network"
    SIMPLE = "simple"


app = group("cluster", "Set up the servers of a cluster, and see how they are.")


@command(
    app,
    "init",
    examples=[
        "audiostream cluster init --dry-run",
        "audiostream cluster init --wait 120",
        "audiostream cluster init --only cassandra --only kafka --replication-factor 3",
    ],
)
def init(  # noqa: PLR0913 - one parameter an option
    env: Environment,
    *,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="This system alone: cassandra, kafka, catalogue, storage, cdn. Repeatable."),
    ] = None,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="How long to wait for servers that are still starting.")
    ] = 0,
    strategy: Annotated[
        Strategy | None, typer.Option(help="Cassandra's replicas by datacenter, or anywhere. [default: as set]")
    ] = None,
    replication_factor: Annotated[
        int | None, typer.Option(min=1, help="How many replicas Cassandra keeps of each row. [default: as set]")
    ] = None,
    grow: Annotated[bool, typer.Option("--grow", help="Add the partitions that topics lack; for good.")] = False,
    with_cdn: Annotated[bool, typer.Option("--with-cdn", help="CloudFront too, where it is not set yet.")] = False,
    dry_run: DryRun = False,
) -> Result:
    """Make on the servers what audiostream needs.

    That is a keyspace and tables in Cassandra, topics in Kafka, the catalogue's database, a private bucket. What is
    there stays; what differs in a way that must not be changed by itself is told as drifted. Run it again at any time.
    """
    from audiostream.backend.cluster.wanted import Wanted

    with_cdn = with_cdn or "cdn" in (only or ())
    wanted = Wanted(strategy=strategy, replication_factor=replication_factor, grow=grow, with_cdn=with_cdn)
    cluster = env.services.cluster(wanted)
    outcome = cluster.initialise(only or (), wait_s=wait, dry_run=dry_run, tell=env.say)
    return initialised(outcome, dry_run=dry_run)


@command(app, "status", examples=["audiostream cluster status", "audiostream cluster status --json"])
def status(env: Environment) -> Result:
    """Show how each system is: version, nodes, replication, lag.

    All are asked at the same time. The exit code is 3 when something is not well.
    """
    return overview(_cluster(env).health())


@command(app, "doctor", examples=["audiostream cluster doctor", "audiostream cluster doctor --json"])
def doctor(env: Environment) -> Result:
    """Find what is wrong with the cluster, and say what to do.

    Looks at the settings too. The exit code is 3 when something is not well.
    """
    return diagnosis(_cluster(env).health(), env.loaded.remarks)


def _cluster(env: Environment) -> "ClusterService":
    from audiostream.backend.cluster.wanted import Wanted

    return env.services.cluster(Wanted())
