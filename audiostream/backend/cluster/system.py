"""What every system of the cluster can say of itself, and be brought to.

A system is inspected, what it lacks becomes a plan, and the plan is applied item by item; each step can be run again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """What an item is, or what was done about it."""

    MISSING = "missing"
    """It is not there; applying makes it."""
    OUTDATED = "outdated"
    """It is there, in a form that applying changes without a risk."""
    DRIFTED = "drifted"
    """It differs in a way that is changed only when asked for."""
    UNCHANGED = "unchanged"
    CREATED = "created"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a system should have: ``detail`` says its state in words, ``hint`` what to do about it."""

    system: str
    kind: str
    name: str
    state: State
    detail: str = ""
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about a system's health; one that is not ``ok`` has a ``remedy``."""

    system: str
    subject: str
    ok: bool
    detail: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An item, and what makes it as it should be: called for one that is missing or outdated, it may be run again.

    ``apply`` returns the detail to show, and raises an ``AudiostreamError``.
    """

    item: Item
    apply: Callable[[], str] | None = None


class System(Protocol):
    """One system of the cluster; no member shows a secret."""

    @property
    def name(self) -> str:
        """The name by which it is chosen: cassandra, kafka, catalogue, storage, cdn."""

    def ping(self) -> None:
        """Return when it answers. Raises ``Unavailable``, quickly, when it does not yet."""

    def plan(self) -> Sequence[Step]:
        """Inspect, and return all that there should be, in the order of applying; changes nothing."""

    def health(self) -> Sequence[Finding]:
        """Return version, latency, nodes, replication; what is wrong with its remedy. Raises nothing of ours."""
