"""In CI no test that needs a server and none of a contract suite may be skipped: a run with one ends with 1.

A server that does not start ends a run anyway; this is for what a mark, a missing import or a word in a test hides.
"""

import os
from collections.abc import Generator

import pytest

_SUITES = "contract"
_MUST_RUN = "must_run"


class NoSkips:
    """Collects what was skipped though it must run; of the processes of pytest-xdist the first does."""

    def __init__(self) -> None:
        self._skipped: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note where the test is known what is to be judged where only its report is."""
        report = yield
        folders = item.nodeid.partition("::")[0].split("/")
        setattr(report, _MUST_RUN, item.get_closest_marker("servers") is not None or _SUITES in folders)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what must run and was skipped, or was expected to fail."""
        if report.skipped and getattr(report, _MUST_RUN):
            self._skipped[report.nodeid] = _reason(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep a module that was skipped as a whole: what its tests need is not known then."""
        if report.skipped:
            self._skipped[report.nodeid] = _reason(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Have a run that went well otherwise end with 1."""
        if self._skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say which."""
        if self._skipped:
            terminalreporter.section("skipped, which in CI none of these may be", red=True)
            for test, reason in sorted(self._skipped.items()):
                terminalreporter.line(f"{test}: {reason}")


def forbid_in_ci(config: pytest.Config) -> None:
    """Let no such test be skipped in this run, where the variable CI is set."""
    if os.environ.get("CI"):
        config.pluginmanager.register(NoSkips())


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return f"expected to fail: {getattr(report, 'wasxfail', '')}"
