"""Where sound goes, as the setting says it."""

from pathlib import Path

import pytest

from audiostream.errors import InvalidInput
from audiostream.player.vlc.output import Output, parse_output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("auto", Output()),
        ("dummy", Output(sink=True)),
        ("file:a.wav", Output(sink=True, path=Path("a.wav"))),
        ("file:/tmp/B.WAV", Output(sink=True, path=Path("/tmp/B.WAV"))),  # noqa: S108 - nothing is written there
        ("file:~/a.wav", Output(sink=True, path=Path.home() / "a.wav")),
        ("pulse", Output(module="pulse")),
        ("audio_unit", Output(module="audio_unit")),
    ],
)
def test_the_setting_is_read(text: str, output: Output) -> None:
    assert parse_output(text) == output


@pytest.mark.parametrize("text", ["", "file:", "file:a.flac", "two words", "pulse,any", "--aout=alsa"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="audio output"):
        parse_output(text)


def test_a_named_module_is_not_replaced_by_another() -> None:
    assert parse_output("pulse").options == ["--aout=pulse,none"]
    assert parse_output("auto").options == []


def test_a_failure_names_the_output_that_was_asked_for() -> None:
    assert "'pulse'" in parse_output("pulse").failure
    assert "sound device" in parse_output("auto").failure
