"""The full screen that a player has on a terminal."""
