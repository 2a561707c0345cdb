"""``audiostream artist``: artists of the catalogue."""

import shlex
from typing import Annotated

import typer

from audiostream.backend.domain.shapes import album_data, artist_data
from audiostream.cli import completion
from audiostream.cli.catalogue import (
    WHOLE,
    NewId,
    added_result,
    album_table,
    artist_label,
    artist_table,
)
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.options import After, DryRun, Limit
from audiostream.cli.output import Result

app = group("artist", "Artists of the catalogue.")


@command(
    app,
    "add",
    examples=["audiostream artist add 'Nina Simone'", "audiostream artist add audiostream --id 1024921636833263617"],
)
def add(
    env: Environment,
    name: Annotated[str, typer.Argument(help="What to call it.")],
    id_: NewId = None,
    dry_run: DryRun = False,
) -> Result:
    """Add an artist. One of that name that is there already stays as it is."""
    from audiostream.backend.domain.ids import ArtistId, parse_catalogue_id

    artist_id = None if id_ is None else parse_catalogue_id(ArtistId, id_)
    added = env.services.catalogue.add_artist(name, artist_id=artist_id, dry_run=dry_run)
    then = f"audiostream album add TITLE --artist {shlex.quote(added.item.name)}"
    return added_result(added, id_given=id_ is not None, dry_run=dry_run, then=then)


@command(app, "list", examples=["audiostream artist list", "audiostream artist list --limit 1000 --json"])
def list_(env: Environment, limit: Limit = 50, after: After = None) -> Result:
    """List artists by name."""
    page = env.services.catalogue.artists(limit=limit, after=after)
    return Result(
        kind="artists",
        data=[artist_data(artist) for artist in page.items],
        table=artist_table(page.items, "No artists yet. Put music in: audiostream upload PATH"),
        then=f"audiostream artist show {shlex.quote(page.items[0].name)}" if page.items else None,
        next_cursor=page.next,
    )


@command(app, "show", examples=["audiostream artist show 'Nina Simone'"])
def show(
    env: Environment,
    artist: Annotated[str, typer.Argument(help="Its name or id.", autocompletion=completion.artists)],
    limit: Limit = WHOLE,
    after: After = None,
) -> Result:
    """Show an artist and the albums, by title."""
    found = env.services.catalogue.artist(artist)
    page = env.services.catalogue.albums(limit=limit, after=after, artist_id=found.id)
    return Result(
        kind="artist",
        data={**artist_data(found), "albums": [album_data(album) for album in page.items]},
        table=album_table(page.items, "No albums."),
        notes=[artist_label(found)],
        then=f"audiostream play {shlex.quote(f'artist:{found.name}')}" if page.items else None,
        next_cursor=page.next,
    )
