"""The backends that the contract suites of files run on: stores, delivery and the probe.

Add your adapter here to have it tested: one function, and its name in the table below it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from audiostream.backend.adapters.local.delivery import LocalDelivery
from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.backend.ports import AudioProbe, Delivery, MediaStore


@dataclass(frozen=True)
class MediaBackend:
    """A store, empty at first; its delivery; and what no store offers to do to its files.

    ``age`` makes a file look as if it had been stored so long ago, ``spoil`` replaces its content.
    ``leave_unfinished`` leaves what an upload leaves that dies in the middle.
    """

    store: MediaStore
    delivery: Delivery
    age: Callable[[str, timedelta], None]
    spoil: Callable[[str, bytes], None]
    leave_unfinished: Callable[[], None]


def _local(folder: Path) -> MediaBackend:
    root = folder / "media"

    def age(key: str, by: timedelta) -> None:
        moment = (root / key).stat().st_mtime - by.total_seconds()
        os.utime(root / key, (moment, moment))

    def spoil(key: str, content: bytes) -> None:
        (root / key).write_bytes(content)

    def leave_unfinished() -> None:
        (root / "incoming").mkdir(parents=True, exist_ok=True)
        (root / "incoming" / "0123456789abcdef.part").write_bytes(b"half a so")

    return MediaBackend(
        store=LocalMediaStore(root),
        delivery=LocalDelivery(root),
        age=age,
        spoil=spoil,
        leave_unfinished=leave_unfinished,
    )


MEDIA_BACKENDS: dict[str, Callable[[Path], MediaBackend]] = {"local": _local}

PROBES: dict[str, Callable[[], AudioProbe]] = {"mutagen": MutagenProbe}
