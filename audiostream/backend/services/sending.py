"""Uploading to a server, which makes songs of the files itself."""

from audiostream.backend.domain.uploads import Into
from audiostream.backend.ports import SongSender
from audiostream.backend.services.discovery import Found
from audiostream.backend.services.outcomes import Outcome, UploadWatcher
from audiostream.backend.services.sources import Source
from audiostream.backend.services.upload_run import Meter, UploadRun
from audiostream.backend.services.uploads import Uploads


class SendingService(Uploads):
    """Sends files; with ``dry_run`` too, and nothing of them is kept."""

    def __init__(self, sender: SongSender) -> None:
        self._sender = sender

    def _run(self, into: Into, watch: UploadWatcher, *, dry_run: bool) -> UploadRun:
        def send(found: Found, meter: Meter) -> Outcome:
            with Source(found.path, meter) as source:
                received = self._sender.send(source.stream(), found.path.name, into, dry_run=dry_run)
                source.check_unchanged(received.size)
            return Outcome(
                path=found.path,
                status=received.status,
                size=received.size,
                song_id=received.song_id,
                album_id=received.album_id,
            )

        return UploadRun(ready=send, watch=watch)
