"""In CI nothing that needs a server, and no contract suite, may be skipped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.source import ROOT

CONFTEST = "from tests.support.skips import forbid_in_ci as pytest_configure\n"
MARKED = """
import pytest

@pytest.mark.servers("kafka")
def test_marked(): pytest.skip("no Kafka here")

@pytest.mark.servers
@pytest.mark.xfail(reason="of no use here")
def test_expected_to_fail(): raise AssertionError

@pytest.mark.servers
def test_run(): pass
"""
SUITE = "import pytest\n@pytest.mark.skipif(True, reason='not on Tuesdays')\ndef test_store(): pass\n"
WHOLE = "import pytest\nno = pytest.importorskip('no_such_driver')\npytestmark = pytest.mark.servers\n"
OTHER = "import pytest\n@pytest.mark.skip(reason='another system')\ndef test_other(): pass\ndef test_run(): pass\n"

pytestmark = pytest.mark.slow


def _run(folder: Path, files: dict[str, str], *arguments: str, ci: str | None = "true") -> tuple[int, list[str]]:
    """Run these tests; return the exit code, and the lines that tell of what was skipped against the rule."""
    ini = "[pytest]\nmarkers =\n    servers: as in the real ones\n"
    for name, text in {"pytest.ini": ini, "conftest.py": CONFTEST, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "PYTEST"))}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # others take longer to load than this to run
    if ci is not None:
        environment["CI"] = ci
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "xdist.plugin", *arguments]
    done = subprocess.run(
        [*command, f"--rootdir={folder}", "-c", str(folder / "pytest.ini"), str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    _, _, told = done.stdout.partition("skipped, which in CI")
    return done.returncode, [line for line in told.splitlines() if ".py" in line]


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_what_must_run_and_was_skipped_ends_the_run_with_1_and_is_named(tmp_path: Path, workers: list[str]) -> None:
    files = {"test_marked.py": MARKED, "contract/test_suite.py": SUITE, "test_whole.py": WHOLE, "test_other.py": OTHER}
    code, told = _run(tmp_path, files, *workers)
    assert code == 1
    assert told == [
        "contract/test_suite.py::test_store: not on Tuesdays",
        "test_marked.py::test_expected_to_fail: expected to fail: of no use here",
        "test_marked.py::test_marked: no Kafka here",
        "test_whole.py: could not import 'no_such_driver': No module named 'no_such_driver'",
    ]


def test_other_tests_may_be_skipped_and_all_where_there_is_no_ci(tmp_path: Path) -> None:
    assert _run(tmp_path, {"test_other.py": OTHER}) == (0, [])
    assert _run(tmp_path, {"test_marked.py": MARKED, "contract/test_suite.py": SUITE}, ci=None) == (0, [])
