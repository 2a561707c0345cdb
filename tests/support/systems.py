"""A system of a cluster that a test has in its hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from audiostream.backend.cluster.system import Finding, Item, State, Step
from audiostream.errors import AudiostreamError, Unavailable


class FakeSystem:
    """Has some things, is to have others, and answers once it was asked ``away`` times."""

    def __init__(self, name: str, things: Sequence[str] = ("one", "two"), *, away: int = 0) -> None:
        self.name = name
        self.away = away
        self.states = dict.fromkeys(things, State.MISSING)
        self.failures: dict[str, AudiostreamError] = {}
        self.applied: list[str] = []
        self.findings: Sequence[Finding] = [finding(name, "nodes")]
        self.before_apply: Callable[[str], None] = lambda _: None

    def ping(self) -> None:
        """Answer, or not yet."""
        if self.away:
            self.away -= 1
            raise Unavailable(f"{self.name} is starting", hint="Wait.")

    def plan(self) -> Sequence[Step]:
        """Return all things, in order."""
        return [self._step(thing, state) for thing, state in self.states.items()]

    def health(self) -> Sequence[Finding]:
        """Return what the test has put there."""
        return self.findings

    def _step(self, thing: str, state: State) -> Step:
        def apply() -> str:
            self.before_apply(thing)
            if thing in self.failures:
                raise self.failures[thing]
            self.applied.append(thing)
            self.states[thing] = State.UNCHANGED
            return "done"

        return Step(Item(system=self.name, kind="thing", name=thing, state=state), apply)


def finding(system: str, subject: str, remedy: str | None = None) -> Finding:
    """Return a finding, which is well where there is no remedy."""
    return Finding(system=system, subject=subject, ok=remedy is None, detail="as told", remedy=remedy)


def drifted(system: FakeSystem, thing: str) -> None:
    """Let a thing be there in another form, with a hint."""

    def plan() -> Sequence[Step]:
        return [
            Step(replace(step.item, state=State.DRIFTED, hint="See the manual."), None)
            if step.item.name == thing
            else step
            for step in FakeSystem.plan(system)
        ]

    system.plan = plan  # type: ignore[method-assign]
