"""From what was done to a cluster, or found about it, to what the commands show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiostream.cli.output import Exit, Result, Table
from audiostream.cli.sizes import count

if TYPE_CHECKING:
    from audiostream.backend.cluster.system import Finding, Item
    from audiostream.backend.services.cluster import Outcome

# A thing that is to be made is told as one that was: "would be" is said before it.
_STATUS = {"missing": "created", "outdated": "changed"}


def initialised(outcome: "Outcome", *, dry_run: bool) -> Result:
    """Return what ``init`` shows: each thing, and what became of it."""
    items = outcome.items
    hints = dict.fromkeys(f"{item.system}, {item.name}: {item.hint}" for item in items if item.hint)
    done = Exit.DONE if outcome.complete else Exit.PARTLY
    return Result(
        kind="cluster_init",
        data={"dry_run": dry_run, "items": [_item_data(item) for item in items]},
        table=Table(
            columns=("system", "kind", "name", "status", "detail"),
            rows=[(item.system, item.kind, item.name, _said(item), item.detail) for item in items],
            whole=frozenset({"system", "status"}),
        ),
        notes=[_summary(items), *(f"  {hint}" for hint in hints)],
        then="audiostream cluster status" if outcome.complete and not dry_run else None,
        exit=Exit.UNAVAILABLE if outcome.unavailable else done,
    )


def overview(findings: "Sequence[Finding]") -> Result:
    """Return what ``status`` shows: all that was found."""
    unwell = [finding for finding in findings if not finding.ok]
    return Result(
        kind="cluster_status",
        data=_findings_data(findings),
        table=Table(
            columns=("system", "what", "is", "detail"),
            rows=[(each.system, each.subject, "well" if each.ok else "NOT WELL", each.detail) for each in findings],
            whole=frozenset({"system", "is"}),
        ),
        notes=[_health(findings)],
        then="audiostream cluster doctor" if unwell else None,
        exit=Exit.UNAVAILABLE if unwell else Exit.DONE,
    )


def diagnosis(findings: "Sequence[Finding]", remarks: Sequence[str]) -> Result:
    """Return what ``doctor`` shows: what is wrong and what to do about it; ``remarks`` are on the settings."""
    unwell = [finding for finding in findings if not finding.ok]
    told = [f"{each.system}, {each.subject}: {each.detail}\n  remedy: {each.remedy}" for each in unwell]
    return Result(
        kind="cluster_doctor",
        data={**_findings_data(findings), "remarks": list(remarks)},
        text="\n".join([*told, *(f"settings: {remark}" for remark in remarks)] or ["Nothing is wrong."]),
        notes=[_health(findings)],
        exit=Exit.UNAVAILABLE if unwell else Exit.DONE,
    )


def _item_data(item: "Item") -> dict[str, object]:
    return {
        "system": item.system,
        "kind": item.kind,
        "name": item.name,
        "status": _STATUS.get(item.state, item.state.value),
        "detail": item.detail,
        "hint": item.hint,
    }


def _findings_data(findings: "Sequence[Finding]") -> dict[str, object]:
    return {
        "healthy": all(each.ok for each in findings),
        "findings": [
            {
                "system": each.system,
                "subject": each.subject,
                "ok": each.ok,
                "detail": each.detail,
                "remedy": each.remedy,
            }
            for each in findings
        ],
    }


def _said(item: "Item") -> str:
    return f"would be {_STATUS[item.state]}" if item.state in _STATUS else item.state.value


def _summary(items: "Sequence[Item]") -> str:
    numbers: dict[str, int] = {}
    for item in items:
        numbers[_said(item)] = numbers.get(_said(item), 0) + 1
    return ", ".join(f"{number} {said}" for said, number in numbers.items()) + "."


def _health(findings: "Sequence[Finding]") -> str:
    unwell = sum(not each.ok for each in findings)
    looked_at = f"{count(len(findings), 'finding')} on {count(len({each.system for each in findings}), 'system')}"
    return f"{looked_at}, {unwell} of them not well." if unwell else f"{looked_at}, all well."
