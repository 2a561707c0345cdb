"""What the playlist store keeps in its file beyond what its port shows."""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from tests.support.events import make_added, make_created, make_deleted, make_removed


def test_a_deleted_playlist_takes_no_room_for_its_entries(tmp_path: Path) -> None:
    mix, path = uuid4(), tmp_path / "playlists.sqlite3"
    before, after = make_added(playlist_id=mix), make_added(playlist_id=mix)
    with closing(SqlitePlaylistStore(path)) as store:
        store.apply([make_created(playlist_id=mix), before, make_deleted(playlist_id=mix)])
        store.apply([after, make_removed(playlist_id=mix), make_removed(playlist_id=mix, entry_ids=(before.entry_id,))])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (0,)
        assert connection.execute("SELECT deleted FROM playlist").fetchall() == [(1,)]
