"""Event log, playlists and listening history in SQLite."""
