"""What shells ask at the tab key, and the answer in words that they read as they are meant.

Typer's scripts and answers do for options; names have spaces, quotes and colons in them.
"""

import io
import os
import re
import shlex
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

ASKED = "_AUDIOSTREAM_COMPLETE"
_SPECIAL_IN_BASH = re.compile(r"""([\s!"#$&'()*;<>?\[\\\]^`{|}~])""")


def answer(run: Callable[[], int]) -> int:
    """Let Typer answer by ``run``, and write that as the shell needs it; errors are not for a prompt."""
    # Bash takes a line for a candidate, and Typer fills the help beside one to the width of the terminal.
    os.environ["COLUMNS"] = "10000"
    shell = os.environ[ASKED].removeprefix("complete_")
    typed = _join_at_colons() if shell == "bash" else ""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace", newline="\n")
    try:
        with redirect_stdout(said), redirect_stderr(io.StringIO()):
            code = run()
    except SystemExit as leaving:  # as Typer ends here
        code = leaving.code if isinstance(leaving.code, int) else 1
    said.seek(0)
    text = said.read()
    if shell == "bash":
        text = "".join(f"{_for_bash(line, typed)}\n" for line in text.splitlines() if line)
    elif shell == "zsh":
        text = _for_zsh(text)
    sys.stdout.write(text)
    return code


def _join_at_colons() -> str:
    """Make one word of what bash has split at colons, for Typer; return the word at the cursor as it was typed."""
    words = os.environ.get("COMP_WORDS", "").split("\n")
    at = int(os.environ.get("COMP_CWORD", "0"))
    words = [*words[: at + 1], *[""] * (at + 1 - len(words))]
    joined: list[str] = []
    for word in words:
        glued = joined and (word.startswith(":") or joined[-1].endswith(":"))
        joined[-1:] = [joined[-1] + word] if glued else [*joined[-1:], word]
    os.environ["COMP_WORDS"] = "\n".join(joined)
    os.environ["COMP_CWORD"] = str(len(joined) - 1)
    return joined[-1]


def _for_bash(value: str, typed: str) -> str:
    """Quote a value in the manner of the word that it completes, without what stands before the last colon of that."""
    quote, start = _open_quote(typed)
    before = typed[:start] if quote else typed
    _, colon, _ = before.rpartition(":")
    if quote:
        rest = value[len(_unquoted(before)) :]
    else:
        rest = value[len(_unquoted(before[: before.rindex(":") + 1])) :] if colon else value
    if quote == "'":
        return rest.replace("'", "'\\''")
    if quote == '"':
        return re.sub(r'([$`"\\])', r"\\\1", rest)
    return _SPECIAL_IN_BASH.sub(r"\\\1", rest)


def _open_quote(typed: str) -> tuple[str, int]:
    """Return the quote that is open at the end of a word, if one is, and where what it quotes begins."""
    quote, start, skip = "", 0, False
    for place, char in enumerate(typed, 1):
        if skip:
            skip = False
        elif char == "\\" and quote != "'":
            skip = True
        elif char == quote:
            quote = ""
        elif char in "'\"" and not quote:
            quote, start = char, place
    return quote, start


def _unquoted(text: str) -> str:
    try:
        return "".join(shlex.split(text.rstrip("'\"")))
    except ValueError:
        return text


def _for_zsh(text: str) -> str:
    """Mend Typer's doubled quotes, which zsh takes for none: the text is evaluated within '' first, then within ""."""
    head, opening, rest = text.partition("((")
    if not opening:
        return text
    body, closing, tail = rest.rpartition("))'")
    lines = [line[:1] + line[1:].replace('""', '\\"').replace("''", "'\\''") for line in body.split("\n")]
    return head + opening + "\n".join(lines) + closing + tail
