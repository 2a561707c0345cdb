"""Listens posted while the server is killed again and again: none is lost, none is there twice."""

from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from audiostream.backend.domain.ids import UserId
from tests.support import server_process, web
from tests.support.events import make_listened
from tests.support.traffic import send_through_kills

pytestmark = pytest.mark.slow

LISTENS = 10_000
SENDERS = 4
KILLS = 5


def _heard(site: web.Website, user: str) -> list[UUID]:
    history = site.services.acting_for(UserId(user)).history
    found: list[UUID] = []
    after = None
    while True:
        page = history.listens(limit=1000, after=after)
        found += [item.listen.event_id for item in page.items]
        if (after := page.next) is None:
            return found


def test_ten_thousand_listens_survive_a_server_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with web.running(folder) as site:
        users = (web.ADA, web.BOB)
        mine = {user: [make_listened(user_id=UserId(user)) for _ in range(LISTENS // len(users))] for user in users}
        size = LISTENS // SENDERS
        parts = [
            (site.tokens[user], listens[start : start + size])
            for user, listens in mine.items()
            for start in range(0, len(listens), size)
        ]
        traffic = send_through_kills(partial(server_process.start, folder), parts, kills=KILLS)
        # Each kill met requests that were under way, not an idle server.
        assert traffic.cut >= KILLS
        for user, listens in mine.items():
            heard = _heard(site, user)
            assert len(heard) == len(set(heard))
            assert set(heard) == {listen.event_id for listen in listens}
        assert sum(topic.dead_letters for topic in site.services.consumer.status().topics) == 0
