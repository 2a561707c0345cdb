"""Sessions in the database, as Django keeps them, where others write at the same time and the database may be away."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError

from audiostream.backend.adapters.catalog.undisturbed import undisturbed


class SessionStore(db.SessionStore):
    """Stores again what was undone for another's sake. ``SESSION_ENGINE`` names the module, and Django this class."""

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own form
        """Store the session.

        Raises:
            UpdateError: it has ended meanwhile.
            DatabaseError: it cannot be stored; Django's own store says of that too that the session has ended.
        """
        undisturbed(lambda: self._save(must_create=must_create))

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session."""
        undisturbed(lambda: super(SessionStore, self).delete(session_key))

    def _save(self, *, must_create: bool) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            # What has no cause of the driver's is Django's own finding: no row was changed, as there is none.
            if isinstance(cause, DatabaseError) and isinstance(cause.__cause__, Exception):
                raise cause from cause.__cause__
            raise
