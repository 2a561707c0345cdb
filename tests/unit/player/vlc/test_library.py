"""A machine without libvlc, or with another one."""

import builtins
import importlib
import sys
from typing import Any

import pytest

from audiostream.errors import Unavailable
from audiostream.player.vlc.library import load_vlc, new_instance


@pytest.mark.parametrize(
    "error",
    [
        OSError("libvlc.so.5: cannot open shared object file"),
        NameError("no function 'libvlc_new'"),
        AttributeError("undefined symbol: libvlc_new"),
        NotImplementedError("Cannot find libvlc lib"),
        ImportError("No module named 'vlc'"),
    ],
)
def test_a_library_that_does_not_load_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    imported = builtins.__import__

    def refuse(name: str, *rest: Any) -> object:  # noqa: ANN401 - passed on as they are
        if name == "vlc":
            raise error
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(Unavailable) as caught:
        load_vlc()
    assert str(error) in caught.value.message
    for system in ("Debian", "macOS", "Windows"):
        assert system in (caught.value.hint or "")


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    vlc = importlib.import_module("vlc")
    monkeypatch.setattr(vlc, "libvlc_get_version", lambda: b"4.0.0-dev Otto Chriek")
    with pytest.raises(Unavailable, match=r"libvlc is version 4\.0\.0-dev; version 3 is needed"):
        load_vlc()


def test_a_library_that_does_not_start_is_told() -> None:
    # libvlc gives no instance for an option that it does not know, as it does when its plugins are missing.
    with pytest.raises(Unavailable, match="plugins"):
        new_instance(["--no-such-option-at-all"])


def test_the_module_is_loaded_by_its_own_name() -> None:
    assert load_vlc() is sys.modules["vlc"]
