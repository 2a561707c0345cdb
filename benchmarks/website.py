"""A server's profile with many songs and many accounts, and what those ask it for."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from audiostream.backend.bootstrap import Services, build
from audiostream.backend.domain.catalogue import Album, Song
from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.settings import Settings
from benchmarks.catalogue import PER_ALBUM, sample
from benchmarks.wrk import Load

HEALTH = "GET /healthz"
ALBUM = "album of 12 songs"

_API = "/api/v1"
_SOME = 500
_SHORTEST = 2

_Item = TypeVar("_Item")


def make(home: Path, songs: int, accounts: int) -> Mapping[str, Load]:
    """Fill the profile of ``measure.environment(home)``; return what is asked of its server, by names for it."""
    sample(home, songs)
    chance = random.Random(1)  # noqa: S311 - the same choice each time, no secrets
    with closing(build(Settings(data_dir=home / "data", user="bench"))) as services:
        tokens = _file(home / "tokens", _tokens(services, accounts))
        albums = list(_albums(services))
        some = [album for album in _some(albums, chance) if len(_songs(services, album)) == PER_ALBUM]
        found = _some([song for album in some for song in _songs(services, album)], chance)
    for song in found:
        _make_file(home / "data" / "media" / song.media.key, song.media.size)
    paths = {
        HEALTH: ["/healthz"],
        ALBUM: [f"{_API}/albums/{album.id}" for album in some],
        "search as it is typed": [f"{_API}/search?{urlencode({'q': text})}" for text in _typed(found)],
        "address of a song": [f"{_API}/songs/{song.id}/stream" for song in found],
    }
    loads = {
        name: Load(tokens=tokens, targets=_file(home / f"targets-{number}", targets))
        for number, (name, targets) in enumerate(paths.items())
    }
    ids = _file(home / "songs", (str(song.id) for song in found))
    listens = {f"POST /listens of {count}": Load(tokens=tokens, targets=ids, listens=count) for count in (1, 100)}
    return loads | listens


def _tokens(services: Services, accounts: int) -> Iterator[str]:
    services.prepare_database()
    with _quick_hashes(services):
        for number in range(accounts):
            account, _ = services.accounts.add(f"listener-{number}", "a password of a benchmark")
            yield services.accounts.issue_token(account.user_id, "bench")[1]


@contextmanager
def _quick_hashes(services: Services) -> Iterator[None]:
    """Hash passwords at once: nobody logs in by these, and a thousand good hashes would take a minute."""
    _ = services.accounts  # sets Django up
    from audiostream.backend.adapters.accounts.hashing import Argon2idHasher

    good = Argon2idHasher.memory_cost, Argon2idHasher.time_cost
    Argon2idHasher.memory_cost, Argon2idHasher.time_cost = 8, 1
    try:
        yield
    finally:
        Argon2idHasher.memory_cost, Argon2idHasher.time_cost = good


def _albums(services: Services) -> Iterator[Album]:
    after = None
    while True:
        page = services.catalogue.albums(limit=MAX_LIMIT, after=after)
        yield from page.items
        if (after := page.next) is None:
            return


def _songs(services: Services, album: Album) -> Sequence[Song]:
    return services.catalogue.album_with_songs(album.id)[1].items


def _some(items: Sequence[_Item], chance: random.Random) -> Sequence[_Item]:
    return chance.sample(items, min(_SOME, len(items)))


def _typed(songs: Iterable[Song]) -> Iterator[str]:
    """Yield what a search field holds while titles are typed into it."""
    for song in songs:
        for end in range(_SHORTEST, len(song.title) + 1):
            yield song.title[:end]


def _make_file(path: Path, size: int) -> None:
    # A hole: that it is there is looked at, and nobody reads it.
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)


def _file(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
