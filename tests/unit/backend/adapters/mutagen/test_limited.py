"""A process that reads a stranger's file can take only so much, and whatever becomes of it is told."""

import sys
import tempfile
from pathlib import Path

import pytest

from audiostream.backend.adapters.mutagen import limited
from audiostream.backend.adapters.mutagen.limited import LimitedProbe
from audiostream.errors import Unavailable, Unusable
from tests.support.reading import have_it_run

pytestmark = pytest.mark.slow

_LIMITED = "child._limit()"
_GREEDY = "data = bytearray(2**30)"
_ENDLESS = "while True: pass"
_WRITER = "import sys; open(sys.argv[-1], 'wb').write(b'x')"


@pytest.mark.parametrize("body", [_GREEDY, _WRITER, "raise SystemExit", "print('no JSON')"])
def test_a_process_that_does_not_answer_makes_the_file_unusable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str
) -> None:
    written = have_it_run(monkeypatch, tmp_path, f"{_LIMITED}\n{body}")
    with tempfile.TemporaryFile() as file, pytest.raises(Unusable, match="too much memory or time"):
        LimitedProbe().probe(file)
    assert not written.exists() or not written.stat().st_size


def test_a_process_that_takes_too_much_of_the_processor_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    have_it_run(monkeypatch, tmp_path, f"child.CPU_S = 1\n{_LIMITED}\n{_ENDLESS}")
    # By the system, before it has taken too long for whoever waits.
    with tempfile.TemporaryFile() as file, pytest.raises(Unusable, match="too much memory or time"):
        LimitedProbe().probe(file)


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limited, "_WALL_S", 0.5)
    have_it_run(monkeypatch, tmp_path, f"{_LIMITED}\n{_ENDLESS}")
    with tempfile.TemporaryFile() as file, pytest.raises(Unusable, match="take too long"):
        LimitedProbe().probe(file)


def test_no_process_at_all_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with tempfile.TemporaryFile() as file, pytest.raises(Unavailable, match="no process can be started"):
        LimitedProbe().probe(file)
