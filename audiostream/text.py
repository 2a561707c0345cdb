"""Text from outside, made safe to show in a terminal."""

# Joined emoji and emoji variants take one cell or more, as the terminal pleases; taken apart, all agree.
_OF_UNSURE_WIDTH = dict.fromkeys(map(ord, "\u200d\ufe0e\ufe0f"))
# Persian and the scripts of India spell with it; it is invisible and has no width.
_NON_JOINER = "\u200c"


def printable(text: str) -> str:
    """Return text that cannot steer the terminal it is written to.

    Names of files come from anywhere: escape sequences, bidirectional controls and bytes that are
    not UTF-8 are shown as escapes.
    """
    return "".join(char if char.isprintable() or char in "\n\t" else _escaped(char) for char in text)


def one_line(text: str) -> str:
    """Return printable text without line breaks, whose width in cells is the same in every terminal."""
    words = " ".join(text.translate(_OF_UNSURE_WIDTH).split())
    return _NON_JOINER.join(printable(part) for part in words.split(_NON_JOINER))


def _escaped(char: str) -> str:
    return char if char == "\u00a0" else char.encode("unicode_escape", "surrogatepass").decode()
