"""Instruments, effects and a stereo mix; arrays of floats at ``RATE`` samples a second."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Sound: TypeAlias = NDArray[np.float64]

_NOTES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_A4_MIDI = 69


def hertz(note: str) -> float:
    """Return the frequency of a note such as ``F#4`` or ``Bb3``, in equal temperament at A4 = 440 Hz."""
    octave = int(note[-1])
    semitone = _NOTES[note[0]] + note.count("#") - note[1:].count("b")
    return float(440.0 * 2 ** ((12 * (octave + 1) + semitone - _A4_MIDI) / 12))


def seconds(length: float) -> Sound:
    """Return the times of the samples of so many seconds."""
    return np.arange(round(length * RATE), dtype=np.float64) / RATE


def envelope(length: float, attack: float, release: float) -> Sound:
    """Rise and fall in raised cosines, which have no corner to be heard."""
    t = seconds(length)
    rise = np.clip(t / attack, 0, 1)
    fall = np.clip((length - t) / release, 0, 1)
    return np.asarray((0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 - 0.5 * np.cos(np.pi * fall)))


def pluck(frequency: float, length: float, *, brightness: float = 0.5) -> Sound:
    """Sound a plucked string: partials, slightly stretched, of which the higher ones die sooner."""
    t = seconds(length)
    out = np.zeros_like(t)
    for k in range(1, 13):
        partial = frequency * k * np.sqrt(1 + 0.0001 * k * k)
        if partial > RATE / 2.5:
            break
        strength = np.sin(np.pi * k * 0.27) / k ** (2.2 - 1.2 * brightness)
        out += strength * np.sin(2 * np.pi * partial * t) * np.exp(-t * (1.4 + 0.9 * k))
    return np.asarray(out * envelope(length, 0.003, 0.08))


def bell(frequency: float, length: float) -> Sound:
    """Sound a soft mallet on metal: a sine, its fourth partial, and a little vibrato of the loudness."""
    t = seconds(length)
    tone = np.sin(2 * np.pi * frequency * t) * np.exp(-1.6 * t)
    tone += 0.18 * np.sin(2 * np.pi * 4 * frequency * t) * np.exp(-6 * t)
    tone *= 1 - 0.12 * (0.5 - 0.5 * np.cos(2 * np.pi * 4.6 * t))
    return np.asarray(tone * envelope(length, 0.004, 0.1))


def electric_piano(frequency: float, length: float) -> Sound:
    """Sound a tine: one sine modulates the phase of another, less and less."""
    t = seconds(length)
    index = 1.1 * np.exp(-3.2 * t) + 0.15
    tone = np.sin(2 * np.pi * frequency * t + index * np.sin(2 * np.pi * frequency * t))
    tone += 0.10 * np.sin(2 * np.pi * 7 * frequency * t) * np.exp(-14 * t)
    return np.asarray(tone * np.exp(-0.9 * t) * envelope(length, 0.004, min(0.12, length / 2)))


def pad(frequency: float, length: float, *, attack: float, release: float, phase: float) -> tuple[Sound, Sound]:
    """Sound a slow string section: three players a little out of tune, spread from left to right."""
    t = seconds(length)
    sides = (np.zeros_like(t), np.zeros_like(t))
    for voice, cents in enumerate((-5.0, 0.0, 6.0)):
        tuned = frequency * 2 ** (cents / 1200)
        tone = np.zeros_like(t)
        for k in range(1, 8):
            # Partials above the first swell slowly, as a filter that opens and closes.
            open_ = 1.0 if k == 1 else 0.6 + 0.4 * np.sin(2 * np.pi * 0.11 * t + phase + k)
            tone += open_ * np.sin(2 * np.pi * k * tuned * t + phase * (voice + 1) * k) / k**2.1
        sides[0][:] += tone * (0.9, 0.6, 0.25)[voice]
        sides[1][:] += tone * (0.25, 0.6, 0.9)[voice]
    shape = envelope(length, attack, release)
    return sides[0] * shape, sides[1] * shape


def bass(frequency: float, length: float) -> Sound:
    """Sound a round bass string."""
    t = seconds(length)
    tone = np.sin(2 * np.pi * frequency * t) + 0.35 * np.sin(4 * np.pi * frequency * t) * np.exp(-4 * t)
    tone += 0.12 * np.sin(6 * np.pi * frequency * t) * np.exp(-9 * t)
    return np.asarray(np.tanh(1.2 * tone * np.exp(-0.8 * t)) * envelope(length, 0.006, min(0.08, length / 2)))


def kick() -> Sound:
    """Sound a soft bass drum: a sine whose pitch falls."""
    t = seconds(0.32)
    pitch = 48 * t + (95 / 26) * (1 - np.exp(-26 * t))
    return np.asarray(np.sin(2 * np.pi * pitch) * np.exp(-11 * t) * envelope(0.32, 0.002, 0.05))


def brush(noise: np.random.Generator, length: float, *, low: float, high: float) -> Sound:
    """Sound a brush on a drum: a burst of noise between two frequencies."""
    size = round(length * RATE)
    spectrum = np.fft.rfft(noise.standard_normal(size))
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    spectrum *= 1 / (1 + (low / np.maximum(frequencies, 1)) ** 4) / (1 + (frequencies / high) ** 4)
    burst = np.fft.irfft(spectrum, size)
    burst /= np.abs(burst).max()
    return np.asarray(burst * np.exp(-seconds(length) * 5 / length) * envelope(length, 0.004, length / 4))
