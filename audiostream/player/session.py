"""One playing from its first sound to its last listen: a player, and what sends its listens beside it."""

from audiostream.player.controller import Controller, MakeEngine
from audiostream.player.sender import Sender


class PlayerSession:
    """A player and the sender of its listens, which begin and end together."""

    def __init__(self, player: Controller, sender: Sender, make_engine: MakeEngine) -> None:
        self.player = player
        self._sender = sender
        self._make_engine = make_engine

    def start(self, start_ms: int = 0) -> None:
        """Begin to play, from a position in the first song; raises what making the engine does."""
        # The engine before anything else: the first sound is what a listener waits for.
        self.player.start(self._make_engine, start_ms=start_ms)
        self._sender.start()

    def close(self) -> int | None:
        """Quit, send what was heard, and return how many listens are left for another time; see ``Sender.close``."""
        self.player.close()
        return self._sender.close()
