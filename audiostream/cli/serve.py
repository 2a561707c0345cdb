"""``audiostream serve``: the web player and the API."""

from typing import TYPE_CHECKING, Annotated

import typer

from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.output import Result
from audiostream.config import PREFIX

if TYPE_CHECKING:
    from audiostream.backend.web.serving import Server

HOST, PORT = "127.0.0.1", 8000
"""Where a server is that was told nothing else: for this machine alone."""

app = group("serve", "Serve the web player and the API.")


@command(
    app,
    "serve",
    examples=["audiostream serve", "audiostream serve --port 8080", "audiostream serve --host 0.0.0.0 --workers 4"],
)
def serve(
    env: Environment,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 is all of them.")] = HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = PORT,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the work.")] = 1,
) -> Result:
    """Serve the web player and the API, until it is stopped.

    Ctrl-C or SIGTERM stops it; requests under way are answered first. On a first start it makes an account for you,
    and tells its password once.
    """
    from audiostream.backend.web.serving import Place, Server

    server = Server(env.settings, env.services, Place(host=host, port=port, workers=workers))
    _tell(env, server)
    readable = env.options.verbose or env.stderr.isatty()
    server.run(_environment(env), readable=readable, verbose=env.options.verbose)
    return Result(kind="serve", data={"url": server.url}, notes=["Stopped."])


def _tell(env: Environment, server: "Server") -> None:
    if account := server.first_account:
        # Even with --quiet: nobody can learn it later.
        env.complain(f"The first account: {account.name}, with the password {account.password}")
        env.complain(f"  It is shown this once. Another one: audiostream user password {account.name}")
    for remark in server.remarks:
        env.complain(f"audiostream: {remark}")
    env.say(f"Serving on {server.url} (Ctrl-C ends it)")


def _environment(env: Environment) -> dict[str, str]:
    """Return the profile as a worker finds it again."""
    given = {PREFIX + key.upper(): text for key, text in env.overrides.items()}
    return {**given, f"{PREFIX}PROFILE": env.loaded.profile}
