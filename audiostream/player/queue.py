"""The order in which songs are played: shuffle and repeat, next and previous. Pure values.

A shuffled order follows from the queue's seed, so what comes in the round after this one is known, can be
shown and opened ahead, and a test can say which it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from audiostream.backend.domain.catalogue import Song
from audiostream.player.model import Repeat

_AFTER = {Repeat.OFF: Repeat.ALL, Repeat.ALL: Repeat.ONE, Repeat.ONE: Repeat.OFF}


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Songs, one of them the present one.

    ``songs`` are as they were given, at least one, the same song any number of times. ``order`` names each
    of their places once, as they are played; ``index`` is the place in ``order``. ``seed`` makes the next shuffle.
    """

    songs: Sequence[Song]
    order: Sequence[int]
    index: int = 0
    shuffle: bool = False
    repeat: Repeat = Repeat.OFF
    seed: int = 0

    def __post_init__(self) -> None:
        if sorted(self.order) != list(range(len(self.songs))) or not 0 <= self.index < len(self.songs):
            raise ValueError("an order names each of the songs once, and the index one of them")

    @classmethod
    def of(cls, songs: Sequence[Song], *, shuffle: bool = False, repeat: Repeat = Repeat.OFF, seed: int) -> Self:
        """Return a queue at its first song, which a shuffle chooses too."""
        order, after = _shuffled(range(len(songs)), seed) if shuffle else (tuple(range(len(songs))), seed)
        return cls(songs=tuple(songs), order=order, shuffle=shuffle, repeat=repeat, seed=after)

    @property
    def song(self) -> Song:
        """The present song."""
        return self.songs[self.order[self.index]]

    def next(self) -> Self | None:
        """Return the queue one song on; repeating one song does not hold it, nor does that let it end."""
        if self.index + 1 < len(self.order):
            return replace(self, index=self.index + 1)
        return None if self.repeat is Repeat.OFF else self._next_round()

    def after_end(self) -> Self | None:
        """Return the queue after the present song has ended; ``None`` where nothing follows."""
        return self if self.repeat is Repeat.ONE else self.next()

    def previous(self) -> Self:
        """Return the queue one song back; at the first it stays, or goes round where it repeats in a known order."""
        if self.index:
            return replace(self, index=self.index - 1)
        round_again = self.repeat is not Repeat.OFF and not self.shuffle
        return replace(self, index=len(self.order) - 1) if round_again else self

    def upcoming(self, limit: int) -> Sequence[Song]:
        """Return at most ``limit`` songs that play next, as far as the end of the next round."""
        if self.repeat is Repeat.ONE:
            return (self.song,)
        places = [self.songs[place] for place in self.order[self.index + 1 : self.index + 1 + limit]]
        if self.repeat is Repeat.ALL and len(places) < limit:
            after = self._next_round()
            places += [after.songs[place] for place in after.order[: limit - len(places)]]
        return tuple(places)

    def toggled_shuffle(self) -> Self:
        """Return the queue with what is left in random order; or in its own order again, at the same song."""
        if self.shuffle:
            return replace(self, order=tuple(range(len(self.songs))), index=self.order[self.index], shuffle=False)
        left, seed = _shuffled(self.order[self.index + 1 :], self.seed)
        return replace(self, order=(*self.order[: self.index + 1], *left), shuffle=True, seed=seed)

    def cycled_repeat(self) -> Self:
        """Return the queue with the next kind of repeating."""
        return replace(self, repeat=_AFTER[self.repeat])

    def _next_round(self) -> Self:
        if not self.shuffle:
            return replace(self, index=0)
        shuffled, seed = _shuffled(range(len(self.songs)), self.seed)
        order = list(shuffled)
        # The song that ended the round does not begin the next, where there is another.
        last = self.songs[self.order[-1]].id
        other = next((index for index, place in enumerate(order) if self.songs[place].id != last), 0)
        order[0], order[other] = order[other], order[0]
        return replace(self, order=tuple(order), index=0, seed=seed)


def _shuffled(places: Iterable[int], seed: int) -> tuple[tuple[int, ...], int]:
    """Return the places in random order, and the seed for the shuffle after this one."""
    random = Random(seed)  # noqa: S311 - which song comes next is no secret
    order = list(places)
    random.shuffle(order)
    return tuple(order), random.getrandbits(63)
