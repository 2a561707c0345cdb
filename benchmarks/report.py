"""What a benchmark found: a table, a goal, and whether it was met."""

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A claim: the value measured, and the greatest that keeps the claim true, or with ``at_least`` the least."""

    what: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Return whether the claim holds."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        goal = f"goal at {'least' if self.at_least else 'most'} {self.limit:g}"
        return f"{self.what}: {self.value:.2f}, {goal}: {'met' if self.met else 'NOT MET'}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """The outcome of one benchmark, as text that is a table in Markdown too."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    goals: Sequence[Goal] = ()
    notes: Sequence[str] = ()
    command: str = ""
    machine: str = ""
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        lines = [f"## {self.title}", "", _line(self.columns, widths), _line(["-" * width for width in widths], widths)]
        lines += [_line(row, widths) for row in self.rows]
        lines += ["", *(f"- {goal}" for goal in self.goals), *(f"- {note}" for note in self.notes)]
        lines.append(f"- made by `{self.command}` on {self.made_at:%Y-%m-%d}; {self.machine}")
        return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]
    padded[0] = cells[0].ljust(widths[0])
    return "| " + " | ".join(padded) + " |"


def machine() -> str:
    """Return what the figures depend on: processors, system, Python, and how busy the machine is."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    python = platform.python_version()
    return f"{os.cpu_count()} CPUs{load}, {platform.system()} {platform.machine()}, Python {python} ({sys.platform})"
