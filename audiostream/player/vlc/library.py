"""Loading libvlc 3 and making an instance of it."""

import contextlib
import ctypes
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from audiostream.errors import InvalidInput, Unavailable

_HINT = (
    "Install VLC 3 (64 bits, as Python is): Debian and Ubuntu: apt install libvlc5 vlc-plugin-base; "
    "macOS: brew install --cask vlc; Windows: winget install VideoLAN.VLC"
)
# Modules that only make sense with options of their own; they have other names in our settings.
_INTERNAL = frozenset({"adummy", "afile", "amem"})


def load_vlc() -> Any:  # noqa: ANN401 - python-vlc has no types
    """Import python-vlc, which loads libvlc.

    Raises:
        Unavailable: libvlc is missing, cannot be loaded, or is not version 3.
    """
    try:
        import vlc

        version = vlc.libvlc_get_version().decode()
    # What python-vlc raises depends on the platform and on what is missing.
    except (ImportError, OSError, NameError, AttributeError, NotImplementedError) as error:
        raise Unavailable(f"libvlc, which makes the sound, cannot be loaded: {error}", hint=_HINT) from error
    if not version.startswith("3."):
        raise Unavailable(f"libvlc is version {version.split()[0]}; version 3 is needed", hint=_HINT)
    return vlc


def new_instance(options: Sequence[str], *, log: Path | None = None) -> Any:  # noqa: ANN401 - see load_vlc
    """Return an instance of libvlc that writes nothing to the terminal; with ``log``, all it says goes to that file.

    Raises:
        Unavailable: libvlc does not start.
    """
    vlc = load_vlc()
    _hush_alsa()
    logging = ["--quiet"] if log is None else ["--file-logging", f"--logfile={log}", "--verbose=-1", "--log-verbose=2"]
    instance = vlc.Instance([*options, *logging])
    if not instance:
        raise Unavailable("libvlc does not start: its plugins may be missing", hint=_HINT)
    instance.set_app_id("org.audiostream", "1", "audiostream")
    return instance


def check_module(instance: Any, name: str) -> None:  # noqa: ANN401 - see load_vlc
    """Check that libvlc has an output module of this name; it would silently take another one.

    Raises:
        InvalidInput: it has none.
    """
    vlc = load_vlc()
    names = []
    first = each = vlc.libvlc_audio_output_list_get(instance)
    while each:
        names.append(each.contents.name.decode())
        each = each.contents.next
    vlc.libvlc_audio_output_list_release(first)
    if name in _INTERNAL or name not in names:
        known = ", ".join(["auto", "dummy", "file:PATH.wav", *(each for each in names if each not in _INTERNAL)])
        raise InvalidInput(f"there is no audio output {name!r}; there are: {known}")


@cache
def _hush_alsa() -> object:
    """Keep ALSA's own messages off the terminal; returned is what must live as long as ALSA."""
    if not sys.platform.startswith("linux"):
        return None
    # Any C function may stand as the handler, if it takes no notice of its arguments.
    silent = ctypes.cast(ctypes.CDLL(None).getppid, ctypes.c_void_p)
    with contextlib.suppress(OSError, AttributeError):
        alsa = ctypes.CDLL("libasound.so.2")
        alsa.snd_lib_error_set_handler(silent)
        return alsa
    return None
