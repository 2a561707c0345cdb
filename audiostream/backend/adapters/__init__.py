"""One technology a folder."""
