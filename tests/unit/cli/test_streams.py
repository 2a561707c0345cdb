"""What the process does with streams that its caller has left in an odd state."""

import io
import json
import sys

import pytest

from audiostream.cli.environment import Environment, Options
from audiostream.cli.output import Result, show
from audiostream.cli.streams import prepare_streams


def test_closed_streams_take_and_give_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    prepare_streams()
    with sys.stdin, sys.stdout, sys.stderr:
        assert sys.stdin.read() == ""
        assert show(Result(kind="k", data={}, text="für 🎹", notes=["note"]), Environment()) == 0
        assert not sys.stdout.isatty()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_what_the_encoding_lacks_is_escaped(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    stdout = io.TextIOWrapper(raw, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stdout)
    prepare_streams()
    show(Result(kind="k", data={}, text="für 🎹"), Environment())
    stdout.flush()
    assert raw.getvalue() == "für 🎹\n".encode(encoding, "backslashreplace")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "utf-16-le"])
def test_json_is_json_in_every_encoding(encoding: str) -> None:
    raw = io.BytesIO()
    stdout = io.TextIOWrapper(raw, encoding=encoding)
    show(Result(kind="k", data="für 🎹"), Environment(stdout=stdout, options=Options(json=True)))
    assert json.loads(raw.getvalue().decode(encoding))["data"] == "für 🎹"
