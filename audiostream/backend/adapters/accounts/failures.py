"""Failed attempts to log in, in Django's ORM."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q

from audiostream.backend.adapters.accounts import models
from audiostream.backend.adapters.accounts.mappers import failures_of
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.domain.accounts import Failures as FailuresInARow


class Failures:
    """The part of the port ``AccountStore`` about failed attempts."""

    _database: Database

    def failures(self, key: str) -> FailuresInARow | None:
        """Return the attempts that failed in a row under a key."""
        row = self._database.read(lambda alias: models.LoginFailure.objects.using(alias).filter(key=key).first())
        return failures_of(row) if row else None

    def add_failure(self, key: str, at: datetime) -> FailuresInARow:
        """Count one more, and return them."""

        # Of two at once, one waits for the other or runs again: transactions are serializable, on SQLite by its lock.
        def add(alias: str) -> FailuresInARow:
            every = models.LoginFailure.objects.using(alias)
            if not every.filter(key=key).update(count=F("count") + 1, last_at=at):
                every.create(key=key, count=1, last_at=at)
            return failures_of(every.get(key=key))

        return self._database.write(add)

    def forget_failures(self, keys: Sequence[str], *, before: datetime | None = None) -> None:
        """Forget those under the keys; with ``before``, also all whose last is older."""
        forgotten = Q(key__in=list(keys))
        if before is not None:
            forgotten |= Q(last_at__lt=before)
        self._database.write(lambda alias: models.LoginFailure.objects.using(alias).filter(forgotten).delete())
