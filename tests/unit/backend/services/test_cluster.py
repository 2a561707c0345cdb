"""Setting up a cluster, and its health: what is done, in which order, and what becomes of what fails."""

import threading
from collections.abc import Sequence

import pytest

from audiostream.backend.cluster.system import Finding, State
from audiostream.backend.services.cluster import ClusterService, Outcome
from audiostream.errors import InvalidConfig, InvalidInput, Rejected, Unavailable
from tests.support.systems import FakeSystem, drifted, finding


class Clock:
    """Goes on by sleeping alone."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.now += seconds


def _service(*systems: FakeSystem) -> ClusterService:
    clock = Clock()
    return ClusterService(systems, clock=clock, sleep=clock.sleep)


def _states(outcome: Outcome) -> list[tuple[str, str, State]]:
    return [(item.system, item.name, item.state) for item in outcome.items]


def test_what_is_missing_is_made_in_order_and_the_next_run_finds_it() -> None:
    a, b = FakeSystem("a"), FakeSystem("b", ["three"])
    b.states["three"] = State.OUTDATED
    outcome = _service(a, b).initialise()
    assert _states(outcome) == [
        ("a", "one", State.CREATED),
        ("a", "two", State.CREATED),
        ("b", "three", State.CHANGED),
    ]
    assert [item.detail for item in outcome.items] == ["done"] * 3
    assert outcome.complete
    again = _service(a, b).initialise()
    assert {state for _, _, state in _states(again)} == {State.UNCHANGED}
    assert a.applied == ["one", "two"]


def test_a_dry_run_changes_nothing() -> None:
    system = FakeSystem("a")
    assert _states(_service(system).initialise(dry_run=True)) == [
        ("a", "one", State.MISSING),
        ("a", "two", State.MISSING),
    ]
    assert system.applied == []


def test_what_has_drifted_stays_and_is_told() -> None:
    system = FakeSystem("a")
    drifted(system, "one")
    outcome = _service(system).initialise()
    assert _states(outcome) == [("a", "one", State.DRIFTED), ("a", "two", State.CREATED)]
    assert not outcome.complete


def test_after_a_failure_the_rest_of_that_system_is_not_tried_and_other_systems_are() -> None:
    a, b = FakeSystem("a", ["one", "two", "three"]), FakeSystem("b", ["four"])
    a.states["three"] = State.UNCHANGED
    a.failures["one"] = Rejected("no room", hint="Make some.")
    outcome = _service(a, b).initialise()
    assert _states(outcome) == [
        ("a", "one", State.FAILED),
        ("a", "two", State.FAILED),
        ("a", "three", State.UNCHANGED),
        ("b", "four", State.CREATED),
    ]
    assert [(item.detail, item.hint) for item in outcome.items[:2]] == [
        ("no room", "Make some."),
        ("not tried, as one failed", None),
    ]
    assert not outcome.complete
    assert outcome.unavailable == []


def test_what_another_run_makes_at_the_same_moment_is_no_failure() -> None:
    system = FakeSystem("a")
    system.failures["one"] = Rejected("it exists")

    def other_run(thing: str) -> None:
        system.states[thing] = State.UNCHANGED

    system.before_apply = other_run
    outcome = _service(system).initialise()
    assert _states(outcome) == [("a", "one", State.UNCHANGED), ("a", "two", State.CREATED)]
    assert outcome.complete


def test_a_system_that_goes_away_in_between_has_failed_and_the_others_go_on() -> None:
    a, b = FakeSystem("a"), FakeSystem("b")

    def vanish(thing: str) -> None:  # noqa: ARG001 - whatever it is
        a.away = 99
        raise Unavailable("gone")

    a.before_apply = vanish
    outcome = _service(a, b).initialise()
    assert [state for _, _, state in _states(outcome)] == [State.FAILED, State.FAILED, State.CREATED, State.CREATED]


def test_servers_that_are_starting_are_waited_for_and_that_is_told_once() -> None:
    system, told = FakeSystem("a", away=3), list[str]()
    outcome = _service(system).initialise(wait_s=5, tell=told.append)
    assert outcome.complete
    assert told == ["Waiting for a, 5 s at most: a is starting"]


def test_one_that_never_answers_is_told_and_keeps_the_others_from_nothing() -> None:
    a, b = FakeSystem("a", away=99), FakeSystem("b")
    outcome = _service(a, b).initialise(wait_s=5)
    assert _states(outcome)[0] == ("a", "a", State.FAILED)
    assert (outcome.items[0].detail, outcome.items[0].hint) == ("a is starting", "Wait.")
    assert outcome.unavailable == ["a"]
    assert b.applied == ["one", "two"]


def test_without_waiting_each_is_asked_once() -> None:
    system = FakeSystem("a", away=1)
    assert _service(system).initialise().unavailable == ["a"]
    assert system.away == 0


def test_the_time_to_wait_is_of_all_systems_together() -> None:
    a, b = FakeSystem("a", away=99), FakeSystem("b", away=2)
    assert _service(a, b).initialise(wait_s=5).unavailable == ["a", "b"]


def test_some_systems_alone() -> None:
    a, b = FakeSystem("a"), FakeSystem("b")
    assert {item.system for item in _service(a, b).initialise(["b"]).items} == {"b"}
    assert a.applied == []


def test_a_system_that_there_is_not_is_refused_before_anything_is_done() -> None:
    system = FakeSystem("a")
    with pytest.raises(InvalidInput, match="no system 'kafak'") as caught:
        _service(system).initialise(["a", "kafak"])
    assert caught.value.hint == "There are: a"
    assert system.applied == []


def test_on_one_machine_there_is_nothing_to_set_up() -> None:
    for attempt in (_service().initialise, _service().health):
        with pytest.raises(InvalidConfig, match="all on this machine"):
            attempt()


def test_health_is_that_of_all_in_their_order() -> None:
    a, b = FakeSystem("a"), FakeSystem("b")
    b.findings = [finding("b", "disk", "Free some."), finding("b", "nodes")]
    assert [(each.system, each.subject) for each in _service(a, b).health()] == [
        ("a", "nodes"),
        ("b", "disk"),
        ("b", "nodes"),
    ]


def test_systems_are_asked_at_the_same_time_and_a_silent_one_is_not_waited_for_longer() -> None:
    met, never = threading.Barrier(2), threading.Event()

    class Meeting(FakeSystem):
        def health(self) -> Sequence[Finding]:
            met.wait(timeout=30)
            return super().health()

    class Silent(FakeSystem):
        def health(self) -> Sequence[Finding]:
            never.wait(timeout=60)
            return ()

    try:
        found = ClusterService([Silent("s"), Meeting("a"), Meeting("b")]).health(within_s=5.0)
    finally:
        never.set()
    assert [(each.system, each.ok) for each in found] == [("s", False), ("a", True), ("b", True)]
    assert found[0].detail == "none within 5 s"
    assert found[0].remedy


def test_a_bug_in_one_is_not_taken_for_bad_health() -> None:
    class Broken(FakeSystem):
        def health(self) -> Sequence[Finding]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _service(FakeSystem("a"), Broken("b")).health()
