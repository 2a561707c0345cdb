"""Compose the three tunes of ``audiostream demo`` and write them into ``audiostream/demo/tunes/``.

    python -m venv .cache/tunes-venv
    .cache/tunes-venv/bin/pip install numpy
    .cache/tunes-venv/bin/python tools/compose_tunes.py

Needs numpy (of this tool alone, so no dependency of the project) and ffmpeg with libopus and
libmp3lame. The same versions of both give the same bytes again. Each tune is brought to -16 LUFS
(EBU R 128, measured by ffmpeg), below a true peak of -1 dB, and tagged with its own ReplayGain.
"""

import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tunes.mix import Mix
from tunes.pieces import morning_signal, night_train_home, slow_tide
from tunes.synth import RATE

TARGET = Path(__file__).parent.parent / "audiostream" / "demo" / "tunes"
LOUDNESS_LUFS = -16.0
REPLAYGAIN_LUFS = -18.0  # what ReplayGain 2.0 brings a track to
OPUS_LUFS = -23.0  # what the R128 tags of Opus refer to, RFC 7845 section 5.2.1
PEAK = 10 ** (-1.5 / 20)  # encoders overshoot by some tenths of a dB


@dataclass(frozen=True)
class Tune:
    """A piece, and the form it is shipped in."""

    title: str
    file: str
    compose: Callable[[], Mix]
    encoder: Sequence[str]


TUNES = (
    Tune("Morning Signal", "morning-signal.opus", morning_signal, ("-c:a", "libopus", "-b:a", "64k")),
    Tune("Slow Tide", "slow-tide.flac", slow_tide, ("-c:a", "flac", "-compression_level", "12", "-sample_fmt", "s16")),
    Tune("Night Train Home", "night-train-home.mp3", night_train_home, ("-c:a", "libmp3lame", "-q:a", "5")),
)


def ffmpeg(*arguments: str) -> str:
    """Run ffmpeg and return what it reports."""
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stderr


def loudness(path: Path) -> tuple[float, float]:
    """Return the integrated loudness in LUFS and the true peak in dB of full scale."""
    report = ffmpeg("-i", str(path), "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-")
    summary = report[report.rindex("Summary:") :]
    found = [re.search(pattern, summary) for pattern in (r"I:\s+(-?[\d.]+) LUFS", r"Peak:\s+(-?[\d.]+) dBFS")]
    values = [float(match[1]) for match in found if match]
    return values[0], values[1]


def write_wav(path: Path, samples: np.ndarray) -> None:
    """Write floats as 16-bit samples."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(np.round(np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes())


def master(tune: Tune, folder: Path) -> Path:
    """Compose a tune and write it at the wanted loudness; peaks that would clip are rounded off."""
    samples = tune.compose().samples
    samples *= 0.5 / np.abs(samples).max()
    path = folder / (tune.file + ".wav")
    for _ in range(4):  # rounding peaks off costs some loudness, so come closer step by step
        write_wav(path, samples)
        samples *= 10 ** ((LOUDNESS_LUFS - loudness(path)[0]) / 20)
        samples = rounded_off(samples)
    write_wav(path, samples)
    return path


def rounded_off(samples: np.ndarray) -> np.ndarray:
    """Bend what is above a knee smoothly, so that nothing passes ``PEAK``."""
    knee = 0.7 * PEAK
    over = np.maximum(np.abs(samples) - knee, 0)
    bent = knee + (PEAK - knee) * np.tanh(over / (PEAK - knee))
    return np.where(over > 0, np.sign(samples) * bent, samples)


def tags(tune: Tune, track: tuple[float, float], album: tuple[float, float]) -> list[str]:
    """Return ffmpeg's options for the tags; loudness and peaks as :func:`loudness` gives them."""
    values = {
        "title": tune.title,
        "artist": "audiostream",
        "album": "First Light",
        "album_artist": "audiostream",
        "track": f"{TUNES.index(tune) + 1}/{len(TUNES)}",
        "date": "2026",
        "genre": "Demo",
    }
    for scope, (lufs, peak) in (("TRACK", track), ("ALBUM", album)):
        if tune.file.endswith(".opus"):
            values[f"R128_{scope}_GAIN"] = str(round((OPUS_LUFS - lufs) * 256))
        else:
            values[f"REPLAYGAIN_{scope}_GAIN"] = f"{REPLAYGAIN_LUFS - lufs:.2f} dB"
            values[f"REPLAYGAIN_{scope}_PEAK"] = f"{10 ** (peak / 20):.6f}"
    return [part for key, value in values.items() for part in ("-metadata", f"{key}={value}")]


def encode(tune: Tune, source: Path, target: Path, metadata: Sequence[str] = ()) -> Path:
    """Encode a tune; the same source gives the same bytes."""
    exact = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-id3v2_version", "4")
    ffmpeg("-i", str(source), *tune.encoder, *exact, *metadata, str(target))
    return target


def album_loudness(paths: Sequence[Path], folder: Path) -> tuple[float, float]:
    """Return loudness and true peak of tracks played one after the other."""
    joined = folder / "album.wav"
    inputs = [part for path in paths for part in ("-i", str(path))]
    resampled = "".join(f"[{i}:a]aresample={RATE},aformat=channel_layouts=stereo[a{i}];" for i in range(len(paths)))
    chain = resampled + "".join(f"[a{i}]" for i in range(len(paths))) + f"concat=n={len(paths)}:v=0:a=1"
    ffmpeg(*inputs, "-filter_complex", chain, str(joined))
    return loudness(joined)


def main() -> int:
    """Make the files and say what they are."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        masters = [master(tune, folder) for tune in TUNES]
        # Measured on what was encoded: that is what will be heard.
        drafts = [encode(tune, path, folder / tune.file) for tune, path in zip(TUNES, masters, strict=True)]
        measured = [loudness(path) for path in drafts]
        album = album_loudness(drafts, folder)
        for tune, path, track in zip(TUNES, masters, measured, strict=True):
            target = encode(tune, path, TARGET / tune.file, tags(tune, track, album))
            print(f"{target.name}: {target.stat().st_size:,} bytes, {track[0]:.1f} LUFS, true peak {track[1]:.1f} dB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
