"""The standard streams of the process, made fit to be used whatever was done to them before."""

import os
import sys
from io import TextIOWrapper


def prepare_streams() -> None:
    """Have streams that are closed read and take nothing, and output escape what its encoding lacks.

    They are closed in ``audiostream ... >&-`` and in a Windows program without a console. Windows gives
    pipes and files an encoding of 256 characters.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
        elif mode == "w" and isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
