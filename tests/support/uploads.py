"""A service that uploads into a folder, with the real adapters, and what there is in it then."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.backend.ports import Catalogue, MediaStore
from audiostream.backend.services.uploads import Into, Outcome, Status, Summary, UploadService, UploadWatcher
from tests.support.audio import make_tone
from tests.support.catalogues import empty_catalogue


class Noting(UploadWatcher):
    """Notes all that it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: list[Outcome] = []
        self.bytes = 0

    def read(self, count: int) -> None:
        """Add up."""
        self.bytes += count

    def finished(self, outcome: Outcome) -> None:
        """Note it."""
        self.outcomes.append(outcome)


@dataclass
class Bench:
    """Where a test uploads to; ``catalogue`` and ``media`` may be replaced by something that fails."""

    catalogue: Catalogue
    media: MediaStore
    watch: Noting = field(default_factory=Noting)

    def upload(self, *paths: Path, jobs: int = 2, dry_run: bool = False, **into: Any) -> Summary:  # noqa: ANN401 - fields of Into
        """Upload with a new watch."""
        self.watch = Noting()
        service = UploadService(self.catalogue, self.media, MutagenProbe())
        return service.upload(paths, Into(**into), jobs=jobs, dry_run=dry_run, watch=self.watch)

    @property
    def statuses(self) -> list[Status]:
        """What became of each file of the last upload."""
        return [outcome.status for outcome in self.watch.outcomes]

    @property
    def reasons(self) -> dict[str, str]:
        """Why files of the last upload failed, and what helps, by their names."""
        return {outcome.path.name: outcome.advice for outcome in self.watch.outcomes if outcome.advice}

    @property
    def songs(self) -> Sequence[Song]:
        """All songs of the catalogue."""
        return all_songs(self.catalogue)

    @property
    def keys(self) -> list[str]:
        """The keys of all that is stored."""
        return sorted(stored.key for stored in self.media.objects())


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Give an empty catalogue and store in a folder."""
    catalogue = empty_catalogue(folder / "catalogue.sqlite3")
    try:
        yield Bench(catalogue, LocalMediaStore(folder / "media"))
    finally:
        catalogue.close()


def all_songs(catalogue: Catalogue) -> Sequence[Song]:
    """Return every song."""
    songs: list[Song] = []
    after = None
    while True:
        page = catalogue.songs(limit=MAX_LIMIT, after=after)
        songs += page.items
        if (after := page.next) is None:
            return songs


def make_songs(folder: Path, how_many: int) -> None:
    """Fill a folder with songs of one album that differ in their titles."""
    for number in range(how_many):
        make_tone(folder / f"{number:03}.flac", title=f"Song {number:03}", artist="Nina Simone", album="Pastel Blues")
