"""What became of each song of a playing, for the end of it."""

from collections.abc import Callable

from audiostream.backend.domain.shapes import song_reference
from audiostream.player.effects import Effect, RecordListen, Skipped


class PlaySummary:
    """Notes which songs were played and which were skipped, and passes all on to ``tell``.

    It is called by the player's thread; read it once the player has finished.
    """

    def __init__(self, tell: Callable[[Effect], None]) -> None:
        self._tell = tell
        self._played: list[dict[str, object]] = []
        self.skipped: list[Skipped] = []

    def __call__(self, effect: Effect) -> None:
        """Note an effect, and pass it on."""
        match effect:
            case RecordListen(heard):
                times = {"played_ms": heard.played_ms, "duration_ms": heard.duration_ms, "completed": heard.completed}
                self._played.append({**song_reference(heard.song.id, heard.song), **times})
            case Skipped():
                self.skipped.append(effect)
            case _:
                pass
        self._tell(effect)

    def data(self, *, ended: bool) -> dict[str, object]:
        """Return it for programs; ``ended`` is whether the queue came to its end."""
        skipped = [{**song_reference(each.song.id, each.song), "reason": each.reason} for each in self.skipped]
        return {"played": self._played, "skipped": skipped, "ended": ended}
