"""Sessions where others write at the same time, where one has ended, and where the database is away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

from audiostream.backend.web.sessions import SessionStore
from tests.support.web import Website


class _Driver(Exception):
    def __init__(self, pgcode: str | None) -> None:
        super().__init__("the driver's words")
        self.pgcode = pgcode


@pytest.fixture
def failing(website: Website, monkeypatch: pytest.MonkeyPatch) -> Callable[[int, str | None], None]:  # noqa: ARG001 - sets Django up
    """Have so many of the next writes of a session fail with a code."""
    from django.contrib.sessions.models import Session

    save = Session.save

    def fail(times: int, pgcode: str | None) -> None:
        left = [_Driver(pgcode)] * times

        def failing_save(row: Session, **options: Any) -> None:  # noqa: ANN401 - Django's
            if left:
                raise OperationalError("failed") from left.pop()
            save(row, **options)

        monkeypatch.setattr(Session, "save", failing_save)

    return fail


def _kept(**values: str) -> SessionStore:
    session = SessionStore()
    session.update(values)
    session.save()
    return session


def test_what_is_undone_for_another_is_stored_again(failing: Callable[[int, str | None], None]) -> None:
    session = _kept(heard="one")
    failing(3, "40001")
    session["heard"] = "two"
    session.save()
    failing(3, "40001")
    new = _kept(heard="three")
    assert SessionStore(session.session_key)["heard"] == "two"
    assert SessionStore(new.session_key)["heard"] == "three"


def test_a_database_that_is_away_is_not_taken_for_a_session_that_has_ended(
    failing: Callable[[int, str | None], None],
) -> None:
    session = _kept(heard="one")
    failing(1, None)
    session["heard"] = "two"
    with pytest.raises(OperationalError, match="failed"):
        session.save()


@pytest.mark.usefixtures("website")
def test_one_that_has_ended_stays_so() -> None:
    session = _kept(heard="one")
    SessionStore().delete(session.session_key)
    session["heard"] = "two"
    with pytest.raises(UpdateError):
        session.save()
    assert not SessionStore(session.session_key).items()
