"""Programs to compare with, each in an environment of its own."""

import subprocess
import sys
import venv
from pathlib import Path

_HOME = Path(__file__).parent.parent / ".cache"


def program(package: str, version: str, name: str) -> str:
    """Return the path of a package's program; install it first where it is missing."""
    home = _HOME / f"bench-{package}-{version}"
    folder = home / ("Scripts" if sys.platform == "win32" else "bin")
    # Packages of some age bring a script for Windows, newer ones a program.
    names = (f"{name}.exe", f"{name}.cmd") if sys.platform == "win32" else (name,)
    if not any((folder / each).exists() for each in names):
        venv.create(home, with_pip=True)
        python = folder / ("python.exe" if sys.platform == "win32" else "python")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", f"{package}=={version}"], check=True)
    return str(next(folder / each for each in names if (folder / each).exists()))
