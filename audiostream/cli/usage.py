"""Wrong usage, told with the command where it happened, also where Typer does not say which that was."""

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from typer.core import TyperCommand as _Command
else:
    _Command = object


class UsageLocated(_Command):
    """For a command or group: an error in its words leads to its own help."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's own context, of no public type
        """Read the command's words; an option without its value is an error that names no command of itself."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined] # it is there, by the line above
            raise
