"""Addresses of songs: how long one is good for, and what is said where there is nothing to give the address of."""

from datetime import timedelta

from audiostream.backend.domain.catalogue import Song
from audiostream.errors import NotFound

# Beside the track's own length: for pauses, and for clocks that differ.
MARGIN = timedelta(minutes=15)


def life_of(song: Song, margin: timedelta = MARGIN) -> timedelta:
    """Return how long an address of a song has to be good for, so that the song can be heard to its end."""
    return timedelta(milliseconds=song.audio.duration_ms) + margin


def missing_file(song: Song, where: object) -> NotFound:
    """Return the error for a song whose file is not there; ``where`` is what an operator knows the place by."""
    return NotFound(
        f"the file of {song.title!r} is missing ({where})",
        hint="Upload it again; audiostream storage check names all that are missing.",
    )
