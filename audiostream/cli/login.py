"""``audiostream login``: a server instead of databases of one's own."""

import socket
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from audiostream import config, config_file
from audiostream.cli.ask import ask, ask_secretly, secret_from
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.output import Result
from audiostream.settings import REMOTE

if TYPE_CHECKING:
    from audiostream.backend.domain.accounts import LoggedIn

app = group("login", "Use a server: search, play and upload there, with an account.")


@command(
    app,
    "login",
    examples=[
        "audiostream login https://music.example.org",
        "audiostream --profile work login http://localhost:8000 --user ada",
        "audiostream login http://localhost:8000 --token-stdin < token",
    ],
)
def login(  # noqa: PLR0913, PLR0917 - one parameter for each option
    env: Environment,
    url: Annotated[str, typer.Argument(metavar="URL", help="The server's address.")],
    user: Annotated[str | None, typer.Option(metavar="NAME", help="The account; asked for if not given.")] = None,
    device: Annotated[str | None, typer.Option(metavar="NAME", help="What the server calls this device.")] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    token_stdin: Annotated[bool, typer.Option(help="Read a token, made by 'user token add', from there.")] = False,
) -> Result:
    """Log this device in to a server. The profile then works there: search, play, playlist, history, upload.

    The server makes a token for this device; it is kept in the configuration file, which only you can read. The
    password is not kept.
    """
    from audiostream.backend.bootstrap import device as device_of

    with closing(device_of(env.settings, url)) as account:
        if token_stdin:
            done = account.log_in_by_token(secret_from(env.stdin, "token"))
        else:
            account.find_server()
            name = user or ask(env, "Name")
            password = secret_from(env.stdin, "password") if password_stdin else ask_secretly(env, "Password")
            done = account.log_in(name, password, device or socket.gethostname() or "terminal")
    return _kept(env.loaded.profile, done)


def _kept(profile: str, done: "LoggedIn") -> Result:
    values = {"server_url": done.url, "server_token": done.token, "user": str(done.user_id), "mode": REMOTE}
    # At once: a token is never beside the address of another server.
    config_file.set_values(config.config_path(), profile, values)
    return Result(
        kind="login",
        data={"profile": profile, "server_url": done.url, "user": done.user_id, "is_staff": done.is_staff},
        text=f"Logged in to {done.url} as {done.user_id}, in profile {profile}.",
        then="audiostream search WORDS",
    )
