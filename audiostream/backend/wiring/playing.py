"""What a player has of its own on this machine, whatever the mode."""

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.domain.ids import UserId
from audiostream.settings import Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.sqlite.spool import SqliteSpool
    from audiostream.player.engine import Engine, EngineEvent
    from audiostream.player.resume import Memory


def memory_of(folder: Path, user_id: UserId) -> "Memory":
    """Return what a user's player keeps of its queue for the next time."""
    from audiostream.player.resume import Memory

    # Names differ in ways that names of files may not: in case alone, or by a slash.
    name = hashlib.sha256(user_id.encode()).hexdigest()[:16]
    return Memory(folder / "resume" / f"{name}.json", user_id)


def open_spool(folder: Path, closing: ExitStack) -> "SqliteSpool":
    """Return the listens that wait to be sent."""
    from audiostream.backend.adapters.sqlite.spool import SqliteSpool

    spool = SqliteSpool(folder / "spool.sqlite3")
    closing.callback(spool.close)
    return spool


def engine_maker(
    settings: Settings, *, audio_output: str, keep_log: bool
) -> "Callable[[Callable[[EngineEvent], None]], Engine]":
    """Return what makes an engine; with ``keep_log`` all that libvlc says goes to a file in the data folder."""

    def make(report: "Callable[[EngineEvent], None]") -> "Engine":
        from audiostream.player.vlc.engine import VlcEngine

        log = settings.data_dir / "libvlc.log" if keep_log else None
        return VlcEngine(
            report,
            output=audio_output,
            network_caching_ms=settings.network_caching_ms,
            log=log,
            ca_file=Path(settings.server_ca_file) if settings.server_ca_file else None,
        )

    return make
