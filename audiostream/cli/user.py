"""``audiostream user``: accounts of the server."""

import shlex
from typing import Annotated, TypeAlias

import typer

from audiostream.cli.ask import ask_secretly, secret_from
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.options import After, Limit
from audiostream.cli.output import Result
from audiostream.cli.user_result import account_change, listing
from audiostream.cli.user_token import app as token
from audiostream.errors import InvalidInput

Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="The name it logs in by.")]
PasswordStdin: TypeAlias = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
Generate: TypeAlias = Annotated[bool, typer.Option("--generate", help="Make a password, and show it this once.")]

app = group("user", "Accounts of the server: who may log in, and from which devices.")
app.add_typer(token)


@command(
    app,
    "add",
    examples=[
        "audiostream user add ada --staff",
        "audiostream user add bob --generate",
        "audiostream user add carol --password-stdin < password",
    ],
)
def add(
    env: Environment,
    name: Name,
    staff: Annotated[bool, typer.Option("--staff", help="It may change the catalogue.")] = False,
    password_stdin: PasswordStdin = False,
    generate: Generate = False,
) -> Result:
    """Add an account. One of that name that is there already, the case of letters aside, stays as it is.

    Its playlists and history are those of the user of that name. The password is asked for, unless it is made or read.
    """
    accounts = env.services.accounts
    _check_choice(password_stdin=password_stdin, generate=generate)
    if known := accounts.known(name):
        return account_change(known, "unchanged", notes=_stays(known.user_id, lacks_staff=staff and not known.is_staff))
    password = _new_password(env, password_stdin=password_stdin, generate=generate)
    account, is_new = accounts.add(name, password, is_staff=staff)
    return account_change(account, "created" if is_new else "unchanged", made=password if generate and is_new else None)


@command(app, "list", examples=["audiostream user list", "audiostream user list --json"])
def list_(env: Environment, limit: Limit = 50, after: After = None) -> Result:
    """List accounts by name."""
    return listing(env.services.accounts.accounts(limit=limit, after=after))


@command(app, "disable", examples=["audiostream user disable bob"])
def disable(env: Environment, name: Name) -> Result:
    """Refuse an account, by password and by token.

    Browsers and devices that are logged in are shut out at once. Nothing is lost: enable lets it in again.
    """
    account, changed = env.services.accounts.set_active(name, is_active=False)
    return account_change(account, "disabled" if changed else "unchanged")


@command(app, "enable", examples=["audiostream user enable bob"])
def enable(env: Environment, name: Name) -> Result:
    """Let an account in again, and its devices."""
    account, changed = env.services.accounts.set_active(name, is_active=True)
    return account_change(account, "enabled" if changed else "unchanged")


@command(app, "staff", examples=["audiostream user staff ada", "audiostream user staff ada --remove"])
def staff(
    env: Environment,
    name: Name,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away.")] = False,
) -> Result:
    """Let an account change the catalogue: upload, add, remove."""
    account, changed = env.services.accounts.set_staff(name, is_staff=not remove)
    return account_change(account, "changed" if changed else "unchanged")


@command(
    app,
    "password",
    examples=[
        "audiostream user password bob",
        "audiostream user password bob --generate",
        "audiostream user password bob --password-stdin < password",
    ],
)
def password(env: Environment, name: Name, password_stdin: PasswordStdin = False, generate: Generate = False) -> Result:
    """Give an account another password. Browsers must log in again; tokens of devices stay.

    A device that was lost is shut out by: user token revoke.
    """
    accounts = env.services.accounts
    _check_choice(password_stdin=password_stdin, generate=generate)
    accounts.account(name)  # before anybody types a password
    new = _new_password(env, password_stdin=password_stdin, generate=generate)
    return account_change(accounts.set_password(name, new), "changed", made=new if generate else None)


def _check_choice(*, password_stdin: bool, generate: bool) -> None:
    if password_stdin and generate:
        raise InvalidInput("--password-stdin and --generate exclude each other")


def _new_password(env: Environment, *, password_stdin: bool, generate: bool) -> str:
    from audiostream.backend.domain.passwords import new_password

    if generate:
        return new_password()
    if password_stdin:
        return secret_from(env.stdin, "password")
    if not env.stdin.isatty():
        raise InvalidInput(
            "there is no terminal to ask for a password on",
            hint="Have one made by --generate, or give it by --password-stdin.",
        )
    return ask_secretly(env, "Password", twice=True)


def _stays(name: str, *, lacks_staff: bool) -> list[str]:
    asked = shlex.quote(name)
    notes = [f"It was there already. To give it another password: audiostream user password {asked}"]
    return [*notes, f"To make it staff: audiostream user staff {asked}"] if lacks_staff else notes
