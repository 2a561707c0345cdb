"""A goal is met or not, and the exit code and the text say the same."""

import pytest

from benchmarks.report import Goal, Report


@pytest.mark.parametrize(
    ("value", "at_least", "met"),
    [(0.39, True, False), (0.4, True, True), (0.41, True, True), (0.39, False, True), (0.41, False, False)],
)
def test_a_goal_is_a_bound_from_above_or_from_below(value: float, at_least: bool, met: bool) -> None:  # noqa: FBT001 - parameters of a test
    goal = Goal(what="ratio", value=value, limit=0.4, at_least=at_least)
    assert goal.met is met
    assert str(goal).endswith(f"at {'least' if at_least else 'most'} 0.4: {'met' if met else 'NOT MET'}")


def test_a_report_is_a_table_in_markdown() -> None:
    report = Report(
        name="x", title="X", columns=("what", "ms"), rows=[["an album", "7"]], notes=["a note"], command="c"
    )
    assert str(report).splitlines()[:7] == [
        "## X",
        "",
        "| what     | ms |",
        "| -------- | -- |",
        "| an album |  7 |",
        "",
        "- a note",
    ]
