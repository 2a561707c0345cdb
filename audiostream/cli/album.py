"""``audiostream album``: albums of the catalogue."""

from typing import Annotated

import typer

from audiostream.backend.domain.shapes import album_data, song_data
from audiostream.cli import completion
from audiostream.cli.catalogue import (
    WHOLE,
    ArtistOption,
    NewId,
    added_result,
    album_label,
    album_table,
    track_table,
)
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.options import After, DryRun, Limit
from audiostream.cli.output import Result

app = group("album", "Albums of the catalogue.")


@command(
    app,
    "add",
    examples=[
        "audiostream album add 'Pastel Blues' --artist 'Nina Simone' --year 1965",
        "audiostream album add 'First Light' --artist audiostream --id 1024921637392220161",
    ],
)
def add(  # noqa: PLR0913 - one parameter an option
    env: Environment,
    title: Annotated[str, typer.Argument(help="What to call it.")],
    *,
    artist: Annotated[
        str,
        typer.Option(
            metavar="ARTIST", help="Whose it is: a name or id that is there.", autocompletion=completion.artists
        ),
    ],
    year: Annotated[int | None, typer.Option(min=1, max=9999, help="When it came out.")] = None,
    id_: NewId = None,
    dry_run: DryRun = False,
) -> Result:
    """Add an album. One of that artist and title that is there already stays as it is."""
    from audiostream.backend.domain.ids import AlbumId, parse_catalogue_id

    album_id = None if id_ is None else parse_catalogue_id(AlbumId, id_)
    added = env.services.catalogue.add_album(title, artist, year=year, album_id=album_id, dry_run=dry_run)
    then = f"audiostream upload PATH --artist-id {added.item.artist.id} --album-id {added.item.id}"
    return added_result(added, id_given=id_ is not None, dry_run=dry_run, then=then)


@command(app, "list", examples=["audiostream album list", "audiostream album list --artist 'Nina Simone'"])
def list_(env: Environment, artist: ArtistOption = None, limit: Limit = 50, after: After = None) -> Result:
    """List albums by title, of one artist or of all."""
    catalogue = env.services.catalogue
    owner = None if artist is None else catalogue.artist(artist)
    page = catalogue.albums(limit=limit, after=after, artist_id=owner.id if owner else None)
    empty = f"{owner.name} has no albums." if owner else "No albums yet. Put music in: audiostream upload PATH"
    return Result(
        kind="albums",
        data=[album_data(album) for album in page.items],
        table=album_table(page.items, empty),
        then=f"audiostream album show {page.items[0].id}" if page.items else None,
        next_cursor=page.next,
    )


@command(
    app,
    "show",
    examples=["audiostream album show 'Pastel Blues'", "audiostream album show 'Greatest Hits' --artist Queen"],
)
def show(
    env: Environment,
    album: Annotated[str, typer.Argument(help="Its title or id.", autocompletion=completion.albums)],
    artist: ArtistOption = None,
    limit: Limit = WHOLE,
    after: After = None,
) -> Result:
    """Show an album and its songs in order."""
    found = env.services.catalogue.album(album, artist)
    page = env.services.catalogue.songs(limit=limit, after=after, album_id=found.id)
    return Result(
        kind="album",
        data={**album_data(found), "songs": [song_data(song) for song in page.items]},
        table=track_table(page.items, "No songs."),
        notes=[album_label(found)],
        then=f"audiostream play album:{found.id}" if page.items else None,
        next_cursor=page.next,
    )
