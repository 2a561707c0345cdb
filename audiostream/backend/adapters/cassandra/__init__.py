"""Listening history and playlists in Cassandra."""
