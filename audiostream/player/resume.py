"""The queue and position of last time, in a file, so that playing can go on where it was."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import SongId, UserId, parse_catalogue_id
from audiostream.errors import InvalidInput, Unavailable
from audiostream.files import replace_content
from audiostream.player.model import Repeat, Status
from audiostream.player.queue import Queue
from audiostream.player.state import State

VERSION = 1
EVERY_MS = 5_000

_Count = Annotated[int, msgspec.Meta(ge=0)]


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """A player's queue and switches; song ids are text, as everywhere in JSON."""

    v: int
    user_id: str
    songs: tuple[str, ...]
    order: tuple[_Count, ...]
    index: _Count
    position_ms: _Count
    shuffle: bool
    repeat: Repeat
    seed: _Count
    volume: Annotated[int, msgspec.Meta(ge=0, le=100)]
    muted: bool

    def song_ids(self) -> Sequence[SongId]:
        """Return which songs the queue has; raises ``InvalidInput`` where that is none."""
        return [parse_catalogue_id(SongId, text) for text in self.songs]

    def queue(self, known: Sequence[Song]) -> tuple[Queue, int] | None:
        """Return the queue without the songs that are not ``known`` any more, and the position in its song.

        Where the present song is gone, it is the one after it, from its start; ``None`` where none is left.
        """
        songs = {str(int(song.id)): song for song in known}
        kept = [place for place, text in enumerate(self.songs) if text in songs]
        if not kept:
            return None
        new_place = {place: number for number, place in enumerate(kept)}
        order = tuple(new_place[place] for place in self.order if place in new_place)
        index = sum(place in new_place for place in self.order[: self.index])
        queue = Queue(
            songs=tuple(songs[self.songs[place]] for place in kept),
            order=order,
            index=index if index < len(order) else 0,
            shuffle=self.shuffle,
            repeat=self.repeat,
            seed=self.seed,
        )
        return queue, self.position_ms if self.order[self.index] in new_place else 0


class Memory:
    """Keeps the state of one user's player in a file; written whole or not at all."""

    def __init__(self, path: Path, user_id: UserId) -> None:
        self._path = path
        self._user_id = user_id
        self._kept: State | None = None

    def load(self, tell: Callable[[str], None]) -> Remembered | None:
        """Return what was kept last time, if anything; a damaged file is told about and counts as none."""
        try:
            remembered = msgspec.json.decode(self._path.read_bytes(), type=Remembered)
            _check(remembered)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, InvalidInput) as error:
            tell(f"{self._path} is damaged and ignored: {error}")
            return None
        return remembered if remembered.user_id == self._user_id else None

    def keep(self, state: State) -> None:
        """Write the state if it has changed: at once, or for the position alone every few seconds.

        A queue that was played to its end is forgotten. Raises ``Unavailable``.
        """
        if state.played_out:
            self._write(lambda: self._path.unlink(missing_ok=True))
        elif self._is_news(state):
            self._kept = state
            self._write(lambda: replace_content(self._path, msgspec.json.encode(self.remember(state))))

    def _is_news(self, state: State) -> bool:
        kept = self._kept
        # By identity, as queues may be long; a queue that changes is another one.
        if kept is None or kept.queue is not state.queue or (kept.volume, kept.muted) != (state.volume, state.muted):
            return True
        over = state.status is Status.STOPPED
        return kept.position_ms != state.position_ms and (over or state.now_ms - kept.now_ms >= EVERY_MS)

    def remember(self, state: State) -> Remembered:
        """Return what is kept of a state."""
        queue = state.queue
        return Remembered(
            v=VERSION,
            user_id=self._user_id,
            songs=tuple(str(int(song.id)) for song in queue.songs),
            order=tuple(queue.order),
            index=queue.index,
            position_ms=state.position_ms,
            shuffle=queue.shuffle,
            repeat=queue.repeat,
            seed=queue.seed,
            volume=state.volume,
            muted=state.muted,
        )

    def _write(self, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            raise Unavailable(f"{self._path}: {error.strerror or error}") from error


def _check(remembered: Remembered) -> None:
    if remembered.v != VERSION:
        raise ValueError(f"its version is {remembered.v}, this audiostream knows {VERSION}")
    if sorted(remembered.order) != list(range(len(remembered.songs))) or remembered.index >= len(remembered.songs):
        raise ValueError("its order does not fit its songs")
    remembered.song_ids()
