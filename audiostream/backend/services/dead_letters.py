"""What can be done about events that were put aside."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audiostream.backend.domain.events import KINDS, AnyEvent, check_times, decode, now_us
from audiostream.backend.domain.records import DeadLetter
from audiostream.backend.ports import EventReader
from audiostream.backend.services.publishing import Publisher
from audiostream.errors import InvalidEvent, InvalidInput, NotFound


class Fate(StrEnum):
    """What became of a dead letter."""

    REPLAYED = "replayed"
    WOULD_REPLAY = "would-replay"
    DROPPED = "dropped"
    WOULD_DROP = "would-drop"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a letter, or would; ``reason`` says why it is ``INVALID``, and stays where it was."""

    place: str
    fate: Fate
    reason: str | None = None


class DeadLetterService:
    """Publishes dead letters again, or forgets them.

    A letter is named by its place, ``topic/partition/offset`` of the record that was put aside.
    """

    def __init__(self, reader: EventReader, publisher: Callable[[], Publisher]) -> None:
        self._reader = reader
        self._publisher = publisher

    def find(self, places: Collection[str]) -> Sequence[DeadLetter]:
        """Return the letters at these places, and all of a topic that is named alone; oldest first.

        Raises:
            InvalidInput: one is written neither as a place nor as a topic.
            NotFound: nothing is put aside at a place.
        """
        for place in places:
            _check(place)
        letters = {place_of(letter): letter for letter in self._reader.dead_letters(limit=None)}
        if missing := [place for place in places if place not in letters and place not in KINDS]:
            raise NotFound(
                f"nothing is put aside at {', '.join(missing)}", hint="audiostream consumer dead-letters list"
            )
        return [letter for place, letter in letters.items() if not {place, letter.record.topic}.isdisjoint(places)]

    def replay(
        self, letters: Sequence[DeadLetter], *, mended: bytes | None = None, dry_run: bool = False
    ) -> Sequence[Verdict]:
        """Publish letters again that are valid by now, or one as it was ``mended``, and forget them then.

        Raises:
            InvalidInput: a mended event is for one letter.
            Unavailable: the log or a store is; what was published stays put aside at worst, which does no harm.
        """
        if mended is not None and len(letters) != 1:
            raise InvalidInput(f"a mended event stands for one letter, and {len(letters)} are chosen")
        verdicts, events, valid = [], [], []
        for letter in letters:
            try:
                events.append(_event(letter, mended))
            except InvalidEvent as error:
                verdicts.append(Verdict(place=place_of(letter), fate=Fate.INVALID, reason=error.message))
            else:
                valid.append(letter)
                verdicts.append(Verdict(place=place_of(letter), fate=Fate.WOULD_REPLAY if dry_run else Fate.REPLAYED))
        if events and not dry_run:
            self._publisher().publish(events)
            self._reader.drop(valid)
        return verdicts

    def drop(self, letters: Sequence[DeadLetter], *, dry_run: bool = False) -> Sequence[Verdict]:
        """Forget letters for good. Raises ``Unavailable``."""
        if not dry_run:
            self._reader.drop(letters)
        fate = Fate.WOULD_DROP if dry_run else Fate.DROPPED
        return [Verdict(place=place_of(letter), fate=fate) for letter in letters]


def place_of(letter: DeadLetter) -> str:
    """Return the name of a letter."""
    record = letter.record
    return f"{record.topic}/{record.partition}/{record.offset}"


def _check(place: str) -> None:
    topic, *numbers = place.split("/")
    if topic not in KINDS:
        raise InvalidInput(f"no topic is called {topic!r}", hint=f"topics are {', '.join(KINDS)}")
    if len(numbers) not in (0, 2) or not all(number.isascii() and number.isdigit() for number in numbers):
        raise InvalidInput(f"{place!r} is not a place", hint="a place is topic/partition/offset, or a whole topic")


def _event(letter: DeadLetter, mended: bytes | None) -> AnyEvent:
    event = decode(letter.record.topic, letter.record.value if mended is None else mended)
    # Mended, it may be of whomever the mender says: the record's key can be what was wrong.
    if mended is None and event.user_id != letter.record.key:
        raise InvalidEvent(f"{event.topic}: the event is of another user than the record's key says")
    check_times(event, now_us())
    return event
