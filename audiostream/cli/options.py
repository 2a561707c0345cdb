"""Options that several commands take, each with one meaning and one help."""

from typing import Annotated, TypeAlias

import typer

DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Limit: TypeAlias = Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")]
After: TypeAlias = Annotated[
    str | None, typer.Option(metavar="CURSOR", help="Go on after the page that gave this cursor.")
]
NoWait: TypeAlias = Annotated[
    bool, typer.Option("--no-wait", help="On a cluster: do not wait until the change can be seen.")
]
