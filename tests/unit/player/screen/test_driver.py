"""The output of the screen: any text, and a terminal that goes away."""

import io

from audiostream.player.screen.driver import TerminalWriter


def test_what_an_encoding_lacks_is_replaced() -> None:
    raw = io.BytesIO()
    output = TerminalWriter(io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    output.write("a\u2501b")
    assert raw.getvalue() == b"a?b"


def test_writing_to_a_terminal_that_has_gone_is_no_error() -> None:
    class Gone(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    output = TerminalWriter(io.TextIOWrapper(io.BufferedWriter(Gone()), encoding="utf-8"))
    output.write("x" * 100_000)
    output.flush()
