"""One small question to each part, whose answer shows that it works."""

from collections.abc import Callable, Mapping

from audiostream.backend.domain.catalogue import media_key
from audiostream.backend.domain.ids import UserId
from audiostream.backend.wiring.parts import Parts

# Nobody has this name, and no file this content.
_NOBODY = UserId("\x7f")
_NOTHING = media_key("0" * 64, "flac")


def vital_signs(parts: Parts) -> Mapping[str, Callable[[], object]]:
    """Return the questions by what they are put to; each changes nothing, and raises an error of ours if it fails."""
    return {
        "catalogue": lambda: parts.catalogue.artists(limit=1),
        "accounts": lambda: parts.accounts.token_of(b"\0" * 32),
        "playlists": lambda: parts.playlists.playlists(_NOBODY),
        "listens": lambda: parts.listens.listens(_NOBODY, limit=1),
        "log": lambda: parts.reader.backlog(),  # noqa: PLW0108 - the log is opened when it is asked
        "media": lambda: parts.media.exists(_NOTHING),
    }
