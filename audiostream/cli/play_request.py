"""What a listener asks for, and the player's first moment that follows from it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiostream.cli.environment import Environment
from audiostream.cli.lengths import clock
from audiostream.errors import InvalidInput, NotFound
from audiostream.player.model import Repeat
from audiostream.player.queue import Queue
from audiostream.player.resume import Memory
from audiostream.player.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayRequest:
    """What to play and how; ``None`` where the listener did not say."""

    targets: Sequence[str] = ()
    resume: bool = False
    shuffle: bool = False
    repeat: Repeat | None = None
    start_ms: int | None = None
    volume: int | None = None
    leave_after_ms: int | None = None


def begin(env: Environment, request: PlayRequest, memory: Memory) -> tuple[State, int]:
    """Return the state to begin with, and the position in its song.

    Raises:
        NotFound: there is nothing of that kind to play, or to resume.
        InvalidInput: the request contradicts itself, or begins beyond its first song.
    """
    if request.resume and request.targets:
        raise InvalidInput("--resume goes on with the queue of last time; it takes no targets")
    if not request.resume and not request.targets:
        raise InvalidInput(
            "nothing to play was named", hint="Name songs, albums, playlists or words to search; or --resume."
        )
    state, position_ms = _resumed(env, request, memory) if request.resume else (_new(env, request), 0)
    if request.volume is not None:
        state = replace(state, volume=request.volume, muted=False)
    song = state.queue.song
    if request.start_ms is not None and 0 < song.audio.duration_ms <= request.start_ms:
        raise InvalidInput(
            f"{song.title} is {clock(song.audio.duration_ms)} long, and cannot begin at {clock(request.start_ms)}"
        )
    return state, position_ms if request.start_ms is None else request.start_ms


def _new(env: Environment, request: PlayRequest) -> State:
    songs = env.services.streaming.resolve(request.targets, tell=env.say)
    queue = Queue.of(songs, shuffle=request.shuffle, repeat=request.repeat or Repeat.OFF, seed=secrets.randbits(63))
    return State(queue=queue, volume=env.settings.volume, leave_after_ms=request.leave_after_ms)


def _resumed(env: Environment, request: PlayRequest, memory: Memory) -> tuple[State, int]:
    remembered = memory.load(env.say)
    if remembered is None:
        raise NotFound("there is nothing to resume", hint="Play something: audiostream play WORDS")
    known = env.services.streaming.known(remembered.song_ids())
    found = remembered.queue(known)
    if found is None:
        raise NotFound("the songs of last time are not in the catalogue any more", hint="audiostream search WORDS")
    queue, position_ms = found
    if gone := len(remembered.songs) - len(queue.songs):
        env.say(f"Left out {gone} of the songs of last time: removed from the catalogue since.")
    if request.shuffle and not queue.shuffle:
        queue = queue.toggled_shuffle()
    if request.repeat is not None:
        queue = replace(queue, repeat=request.repeat)
    state = State(queue=queue, volume=remembered.volume, muted=remembered.muted, leave_after_ms=request.leave_after_ms)
    return state, position_ms
