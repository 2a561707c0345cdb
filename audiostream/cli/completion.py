"""What the tab key may make of the beginning of a name: nothing, and without a word, where anything goes wrong."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import typer

from audiostream.cli.environment import Environment

if TYPE_CHECKING:
    from audiostream.backend.bootstrap import Services


def artists(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return names of artists."""
    return _known(ctx, lambda services: services.names.artists(incomplete))


def albums(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return titles of albums."""
    return _known(ctx, lambda services: services.names.albums(incomplete))


def playlists(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return names of playlists."""
    return _known(ctx, lambda services: services.names.playlists(incomplete))


def targets(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return playlists, albums and artists, each behind its kind and a colon."""
    given, colon, beginning = incomplete.partition(":")
    kinds = [("playlist", playlists), ("album", albums), ("artist", artists)]
    return [
        f"{kind}:{name}"
        for kind, names in kinds
        if (kind == given if colon else kind.startswith(given))
        for name in names(ctx, beginning)
    ]


def profiles(incomplete: str) -> list[str]:
    """Return names of profiles."""
    from audiostream import config

    try:
        made = config.read_file(config.config_path()).get("profiles", {})
    except Exception:  # noqa: BLE001 - see above
        return []
    return [name for name in sorted({config.DEFAULT_PROFILE, *made}) if name.startswith(incomplete)]


def _known(ctx: typer.Context, ask: "Callable[[Services], Iterable[str]]") -> list[str]:
    environment: Environment = ctx.obj
    at: typer.Context | None = ctx
    while at is not None and environment.options.profile is None:
        environment.options.profile = at.params.get("profile")
        at = at.parent  # type: ignore[assignment] # Typer makes all of them
    try:
        # What begins with a dash would be read as an option.
        return [name for name in ask(environment.services) if not name.startswith("-")]
    except Exception:  # noqa: BLE001 - see above
        return []
