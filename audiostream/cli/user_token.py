"""``audiostream user token``: what devices of an account show instead of a password."""

from typing import Annotated, TypeAlias

import typer

from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.output import Result
from audiostream.cli.user_result import token_added, token_listing, token_revoked

Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="The name of the account.")]

app = group("token", "Tokens: what devices show instead of a password.")


@command(
    app,
    "add",
    examples=["audiostream user token add ada radio", "audiostream user token add ada radio --quiet > token"],
)
def add(
    env: Environment,
    name: Name,
    device: Annotated[str, typer.Argument(metavar="DEVICE", help="What its owner calls the device.")],
) -> Result:
    """Make a token for a device, and show it this once."""
    return token_added(*env.services.accounts.issue_token(name, device))


@command(app, "list", examples=["audiostream user token list ada", "audiostream user token list ada --json"])
def list_(env: Environment, name: Name) -> Result:
    """List the tokens of an account, oldest first, with their last use."""
    return token_listing(name, env.services.accounts.tokens(name))


@command(
    app,
    "revoke",
    examples=[
        "audiostream user token revoke ada radio",
        "audiostream user token revoke ada 0b0f6d8e-6b0e-4b52-9d3b-8f4b9c1c2d11",
    ],
)
def revoke(
    env: Environment,
    name: Name,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id, or what the device is called.")],
) -> Result:
    """Shut a device out: its token is refused from now on."""
    return token_revoked(env.services.accounts.revoke_token(name, token))
