"""``audiostream search``: finding artists, albums and songs."""

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from audiostream.backend.domain.shapes import hits_data
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.lengths import clock
from audiostream.cli.output import Result, Table

if TYPE_CHECKING:
    from audiostream.backend.domain.search import Hits

COLUMNS = ("kind", "title", "artist", "album", "length", "id")

app = group("search", "Find artists, albums and songs.")


@command(
    app,
    "search",
    examples=["audiostream search bjork", "audiostream search nina simone sinn", "audiostream search love --limit 100"],
)
def search(
    env: Environment,
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="What it has in its name, artist or album.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many of each kind to show.")] = 20,
) -> Result:
    """Find what has all these words in its title, artist or album, best first.

    Case and accents do not matter, and the last word may be the beginning of one.
    """
    text = " ".join(words)
    hits = env.services.catalogue.search(text, limit=limit)
    return Result(
        kind="hits",
        data=hits_data(hits),
        table=Table(columns=COLUMNS, rows=_rows(hits), right=frozenset({"length"}), empty=f"Nothing found: {text}"),
        then=f"audiostream play {shlex.join(words)}" if hits.songs else None,
    )


def _rows(hits: "Hits") -> list[tuple[str, ...]]:
    return [
        *(("artist", "", artist.name, "", "", str(artist.id)) for artist in hits.artists),
        *(("album", "", album.artist.name, album.title, "", str(album.id)) for album in hits.albums),
        *(
            ("song", song.title, song.artist.name, song.album.title, clock(song.audio.duration_ms), str(song.id))
            for song in hits.songs
        ),
    ]
