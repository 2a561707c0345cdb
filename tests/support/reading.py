"""The process that reads a stranger's file, made to do something else."""

import subprocess
import sys
from pathlib import Path

import pytest

from audiostream.backend.adapters.mutagen import limited


def have_it_run(patch: pytest.MonkeyPatch, folder: Path, code: str) -> Path:
    """Have the process run ``code``, in which ``child`` is its own module; return the path that is its argument."""
    module, argument = folder / "child.py", folder / "written"
    module.write_text(f"from {limited.__package__} import child\n{code}\n", encoding="utf-8")
    real = subprocess.run

    def run(_command: list[str], **options: object) -> object:
        return real([sys.executable, str(module), str(argument)], **options)  # type: ignore[call-overload] # its own options

    patch.setattr(subprocess, "run", run)
    return argument
