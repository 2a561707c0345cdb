"""Where a source is and when it will end, from the few times that libvlc tells.

libvlc 3 tells a position three or four times a second, and the length once, or again and again where it has
to guess it from the bit rate. Positions are exact to a few milliseconds, the same few for all of a source.
"""

import time
from collections import deque
from collections.abc import Callable

_AGREEING = 3
_AGREE_WITHIN_S = 0.03
# Right after a seek libvlc may still tell a position from before it.
_DEAF_S = 0.1


class Progress:
    """The progress of one source; times in milliseconds, moments in seconds of ``clock``.

    Written by one thread; :meth:`position_ms` may be read by any.
    """

    def __init__(self, start_ms: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # The moment is None while the source stands still; one tuple, so that readers see both or neither.
        self._at: tuple[float | None, int] = (None, start_ms)
        self._offsets: deque[float] = deque(maxlen=_AGREEING)
        self._lengths: list[int] = []
        self._deaf_until = 0.0
        self.moved = start_ms > 0

    @property
    def length_ms(self) -> int:
        """The length as last told; 0 where it is not known."""
        return self._lengths[-1] if self._lengths else 0

    def position_ms(self) -> int:
        """Return how far it has come, never beyond a known length."""
        moment, position_ms = self._at
        if moment is not None:
            position_ms += int((self._clock() - moment) * 1000)
        return min(position_ms, self.length_ms) if self.length_ms else position_ms

    def runs(self) -> None:
        """Note that it begins or goes on now."""
        if self._at[0] is None:
            self._at = (self._clock(), self._at[1])

    def holds(self) -> None:
        """Note that it stands still from now on."""
        self._at = (None, self.position_ms())
        self._offsets.clear()

    def moves(self, position_ms: int) -> None:
        """Note a seek."""
        now = self._clock()
        self._at = (None if self._at[0] is None else now, position_ms)
        self._offsets.clear()
        self._deaf_until = now + _DEAF_S
        self.moved = True

    def told_position(self, moment: float, position_ms: int) -> None:
        """Note a position that libvlc told at a moment."""
        if self._at[0] is not None and moment >= self._deaf_until:
            self._at = (moment, position_ms)
            self._offsets.append(moment - position_ms / 1000)

    def told_length(self, length_ms: int) -> None:
        """Note a length that libvlc told."""
        if length_ms > 0 and length_ms != self.length_ms:
            self._lengths.append(length_ms)

    def end(self) -> float | None:
        """Return the moment at which it will end, or None while that cannot be told to some 30 ms.

        A length that has changed was a guess and is not trusted.
        """
        if len(self._lengths) != 1 or len(self._offsets) < _AGREEING:
            return None
        if max(self._offsets) - min(self._offsets) > _AGREE_WITHIN_S:
            return None
        # A busy machine makes a position come late, never early.
        return min(self._offsets) + self.length_ms / 1000

    def broke_off(self) -> bool:
        """Return whether an end now would come well before the length says; a guess after a seek is none."""
        missing_ms = self.length_ms - self.position_ms()
        return not self.moved and len(self._lengths) == 1 and missing_ms > max(2000, self.length_ms // 20)
