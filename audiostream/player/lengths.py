"""Lengths of sound as people read and write them."""


def clock(milliseconds: int) -> str:
    """Return a length as ``3:07``, or ``1:02:03`` from an hour on."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
