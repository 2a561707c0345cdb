"""The engine on libvlc 3; only this package knows it."""
