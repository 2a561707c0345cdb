"""How many things, and how much data, as people read it."""


def count(number: int, noun: str) -> str:
    """Return a number of things: ``1 file``, ``1,200 files``."""
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"


def amount(size: float) -> str:
    """Return a number of bytes in the decimal units of storage: ``7 B``, ``4.8 MB``, ``1.2 GB``."""
    if size < 1000:  # noqa: PLR2004 - the step from unit to unit
        return f"{size:.0f} B"
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.95:  # noqa: PLR2004 - above it, it would show as 1000.0
            return f"{size:.1f} {unit}"
    return f"{size / 1000:.1f} TB"
