"""Setting up the servers of a cluster, and looking after them."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from audiostream.backend.cluster.system import Finding, Item, State, System
from audiostream.errors import AudiostreamError, InvalidConfig, InvalidInput, Unavailable

PAUSE_S = 1.0
HEALTH_S = 20.0

Tell: TypeAlias = Callable[[str], None]

_TO_DO = (State.MISSING, State.OUTDATED)
_log = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What was done, in order, or would be; ``unavailable`` names the systems that did not answer."""

    items: list[Item] = field(default_factory=list)
    unavailable: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether all is as it should be, or would be."""
        return not any(item.state in (State.FAILED, State.DRIFTED) for item in self.items)


class ClusterService:
    """Works on the systems of a cluster; every method raises ``InvalidConfig`` where there are none."""

    def __init__(
        self,
        systems: Sequence[System],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._systems = systems
        self._clock = clock
        self._sleep = sleep

    def initialise(
        self, only: Collection[str] = (), *, wait_s: float = 0.0, dry_run: bool = False, tell: Tell = lambda _: None
    ) -> Outcome:
        """Bring each system to what it should be, or with ``dry_run`` find out what that would take.

        Systems that do not answer are waited for, all together ``wait_s`` seconds, of which ``tell`` is given word; one
        that still does not answer keeps the others from nothing. Any number of runs may be at work at the same time.

        Raises:
            InvalidInput: ``only`` names a system that there is not.
        """
        outcome = Outcome()
        deadline = self._clock() + wait_s
        for system in self._chosen(only):
            try:
                self._await(system, deadline, tell)
                outcome.items += _apply(system, dry_run=dry_run)
            except AudiostreamError as error:
                outcome.items.append(_failed(system.name, error))
                if isinstance(error, Unavailable):
                    outcome.unavailable.append(system.name)
        return outcome

    def health(self, *, within_s: float = HEALTH_S) -> Sequence[Finding]:
        """Return how each system is, all asked at the same time; one that says nothing in time is unwell."""
        answers: queue.SimpleQueue[tuple[int, Sequence[Finding] | BaseException]] = queue.SimpleQueue()

        def ask(place: int, system: System) -> None:
            try:
                answers.put((place, system.health()))
            except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for it
                answers.put((place, error))

        systems = self._chosen(())
        for place, system in enumerate(systems):
            threading.Thread(target=ask, args=(place, system), name=f"health of {system.name}", daemon=True).start()
        found = {place: [_silent(system.name, within_s)] for place, system in enumerate(systems)}
        for place, answer in self._answers(answers, len(systems), within_s):
            if isinstance(answer, BaseException):
                raise answer
            found[place] = list(answer)
        return [finding for place in sorted(found) for finding in found[place]]

    def _answers(
        self, answers: "queue.SimpleQueue[tuple[int, Sequence[Finding] | BaseException]]", count: int, within_s: float
    ) -> Iterator[tuple[int, Sequence[Finding] | BaseException]]:
        deadline = self._clock() + within_s
        for _ in range(count):
            try:
                yield answers.get(timeout=max(0.0, deadline - self._clock()))
            except queue.Empty:
                return

    def _chosen(self, only: Collection[str]) -> Sequence[System]:
        if not self._systems:
            raise InvalidConfig(
                "this profile keeps all on this machine, where there is nothing to set up",
                hint="Make one for a cluster: audiostream --profile NAME config set mode cluster",
            )
        names = [system.name for system in self._systems]
        if unknown := [name for name in only if name not in names]:
            raise InvalidInput(f"there is no system {unknown[0]!r}", hint=f"There are: {', '.join(names)}")
        return [system for system in self._systems if not only or system.name in only]

    def _await(self, system: System, deadline: float, tell: Tell) -> None:
        told = ""
        while True:
            try:
                system.ping()
            except Unavailable as error:
                remaining_s = deadline - self._clock()
                if remaining_s <= 0:
                    raise
                if error.message != told:
                    told = error.message
                    tell(f"Waiting for {system.name}, {remaining_s:.0f} s at most: {told}")
                self._sleep(min(PAUSE_S, remaining_s))
            else:
                return


def _apply(system: System, *, dry_run: bool) -> Iterator[Item]:
    failed: Item | None = None
    for step in system.plan():
        if step.apply is None or step.item.state not in _TO_DO or dry_run:
            yield step.item
        elif failed is not None:
            yield replace(step.item, state=State.FAILED, detail=f"not tried, as {failed.name} failed", hint=None)
        else:
            _log.info("%s: %s %s", system.name, step.item.kind, step.item.name)
            item = _applied(system, step.item, step.apply)
            failed = item if item.state is State.FAILED else None
            yield item


def _applied(system: System, item: Item, apply: Callable[[], str]) -> Item:
    done = State.CREATED if item.state is State.MISSING else State.CHANGED
    try:
        return replace(item, state=done, detail=apply())
    except AudiostreamError as error:
        return _as_it_should_be(system, item) or replace(
            item, state=State.FAILED, detail=error.message, hint=error.hint
        )


def _as_it_should_be(system: System, item: Item) -> Item | None:
    """Return the item where another run at the same moment has done what this one could not."""
    with suppress(AudiostreamError):
        for step in system.plan():
            now = step.item
            if (now.kind, now.name, now.state) == (item.kind, item.name, State.UNCHANGED):
                return now
    return None


def _failed(system: str, error: AudiostreamError) -> Item:
    return Item(
        system=system, kind="connection", name=system, state=State.FAILED, detail=error.message, hint=error.hint
    )


def _silent(system: str, within_s: float) -> Finding:
    return Finding(
        system=system,
        subject="answer",
        ok=False,
        detail=f"none within {within_s:.0f} s",
        remedy="See that its servers run and are not overloaded, and what their logs say.",
    )
