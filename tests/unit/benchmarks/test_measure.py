"""What a measured process is said to have used."""

import os
import sys

import pytest

from benchmarks.measure import run

_MIB = 2**20
_HOLDS_40_MIB = f"held = bytearray({40 * _MIB})"


def test_the_memory_of_a_process_is_its_own() -> None:
    large = bytearray(200 * _MIB)
    peak_mib = run([sys.executable, "-c", _HOLDS_40_MIB], os.environ).peak_mib
    assert len(large) == 200 * _MIB
    assert peak_mib is not None
    assert 40 < peak_mib < 200


def test_a_failure_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="exit 3\nno such thing"):
        run([sys.executable, "-c", "import sys; print('no such thing', file=sys.stderr); sys.exit(3)"], os.environ)
