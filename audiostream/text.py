"""Text from outside, made safe to show in a terminal."""

# Format characters that spell: Persian and the scripts of India need them, and joined emoji.
_SPELLING = "\u200c\u200d"
# A no-break space is not "printable" to Python, yet harmless.
_HARMLESS = frozenset("\n\t\u00a0" + _SPELLING)
# Joined emoji, their variants and skin tones take as many cells as the terminal pleases; without these, all agree.
_OF_UNSURE_WIDTH = dict.fromkeys([0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])


def printable(text: str) -> str:
    """Return text that cannot steer the terminal it is written to.

    Names of files come from anywhere: escape sequences, bidirectional controls and bytes that are
    not UTF-8 are shown as escapes.
    """
    return "".join(char if char.isprintable() or char in _HARMLESS else _escaped(char) for char in text)


def one_line(text: str) -> str:
    """Return printable text without line breaks, whose width in cells is the same in every terminal."""
    return printable(" ".join(text.translate(_OF_UNSURE_WIDTH).split()))


def _escaped(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode()
