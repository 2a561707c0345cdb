"""Terminals that a test can look into exist on POSIX systems alone."""

import sys

collect_ignore_glob = ["*_terminal.py"] if sys.platform == "win32" else []
