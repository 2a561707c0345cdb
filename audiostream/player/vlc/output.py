"""Where sound goes, as the setting ``audio_output`` says it."""

from dataclasses import dataclass
from pathlib import Path

from audiostream.errors import InvalidInput

_FILE = "file:"


@dataclass(frozen=True, slots=True)
class Output:
    """A sound device by libvlc's ``module`` (None: any), or our own sink: to a file, or to nowhere."""

    module: str | None = None
    sink: bool = False
    path: Path | None = None

    @property
    def options(self) -> list[str]:
        """What libvlc is told."""
        if self.sink:  # by itself it would take the resampler that repeats or drops samples
            return ["--audio-resampler=soxr"]
        # Not to try other modules than the one named.
        return [f"--aout={self.module},none"] if self.module else []

    @property
    def failure(self) -> str:
        """What to say when no sound comes out."""
        if self.module:
            return f"the audio output {self.module!r} cannot be opened: is there a sound device?"
        return "there is no sound device that works"


def parse_output(text: str) -> Output:
    """Read the setting: ``auto``, ``dummy``, ``file:PATH.wav`` or the name of one of libvlc's output modules.

    Raises:
        InvalidInput: it is none of these.
    """
    if text == "auto":
        return Output()
    if text == "dummy":
        return Output(sink=True)
    if text.startswith(_FILE):
        path = Path(text.removeprefix(_FILE)).expanduser()
        if path.suffix.lower() != ".wav":
            raise InvalidInput(f"{text!r} is no audio output: sound is written as WAV, so the file must end in .wav")
        return Output(sink=True, path=path)
    if not text.replace("_", "").isalnum():
        raise InvalidInput(f"{text!r} is no audio output", hint="Allowed: auto, dummy, file:PATH.wav, or such as pulse")
    return Output(module=text)
