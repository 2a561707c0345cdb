"""Listens to measure with: many users, one month."""

import random
from collections.abc import Sequence
from uuid import UUID

from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.ids import EventId, SongId, UserId

USERS = 5_000
# 2026-01-01 UTC, and a month of microseconds.
JANUARY, MONTH = 1_767_225_600_000_000, 31 * 86_400_000_000


def user(number: int) -> UserId:
    """Return one of the users, counted from 0."""
    return UserId(f"user{number:05}")


def make_listens(count: int, *, seed: int) -> Sequence[Listened]:
    """Return listens of users taken at random, in the order of their time; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - listens, not secrets
    moments = sorted(JANUARY + dice.randrange(MONTH) for _ in range(count))
    return [_listened(dice, moment) for moment in moments]


def _listened(dice: random.Random, moment: int) -> Listened:
    return Listened(
        event_id=EventId(UUID(int=dice.getrandbits(128), version=4)),
        user_id=user(dice.randrange(USERS)),
        occurred_at=moment + 180_000_000,
        song_id=SongId(dice.randrange(1, 2**63)),
        started_at=moment,
        played_ms=180_000,
        duration_ms=200_000,
        completed=True,
        client="audiostream/1.0 (benchmark)",
    )
