"""Reading audio files with mutagen."""
