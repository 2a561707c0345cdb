"""Authorities of certificates that libvlc is to trust beside the system's."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from audiostream.errors import InvalidConfig


class Trust:
    """The authorities in a file, if there is one: libvlc takes a folder, of which it trusts all."""

    def __init__(self, ca_file: Path | None) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        # VLC for macOS has no such option, and trusts the keychain alone.
        if ca_file is None or sys.platform == "darwin":
            return
        self._folder = TemporaryDirectory(prefix="audiostream-trust-")
        try:
            shutil.copyfile(ca_file, Path(self._folder.name) / "authorities.pem")
        except OSError as error:
            self._folder.cleanup()
            raise InvalidConfig(f"server_ca_file: {ca_file}: {error.strerror}") from error

    @property
    def options(self) -> Sequence[str]:
        """What an instance of libvlc is told."""
        return [] if self._folder is None else [f"--gnutls-dir-trust={self._folder.name}"]

    def close(self) -> None:
        """Remove the folder."""
        if self._folder is not None:
            self._folder.cleanup()
