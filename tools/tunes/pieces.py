"""The three pieces: their notes, and who plays them."""

import numpy as np

from tunes import synth
from tunes.mix import Mix
from tunes.synth import hertz


def morning_signal() -> Mix:
    """D major at 96 beats a minute: a plucked call over a warm pad, and a harp that answers."""
    beat = 60 / 96
    strings, room = Mix(13.5), Mix(13.5)
    chords = ("D3 A3 E4 F#4", "B2 A3 D4 F#4", "G2 B3 D4 F#4", "A2 G3 D4 E4", "D3 A3 E4 F#4")
    for bar, chord in enumerate(chords):
        last = bar == len(chords) - 1
        for voice, note in enumerate(chord.split()):
            length = 4 * beat + (1.5 if last else 0.9)
            swell = synth.pad(hertz(note), length, attack=0.5, release=1.4 if last else 1.0, phase=voice + bar * 1.7)
            room.add(bar * 4 * beat, swell, gain=0.045)
        for step, index in enumerate((0, 1, 2, 3, 2, 1, 2, 3)[: 4 if last else 8]):
            note = chord.split()[index]
            sound = synth.pluck(2 * hertz(note), 1.6, brightness=0.15)
            strings.add((bar * 4 + step / 2) * beat, sound, gain=0.16, pan=(-0.6, -0.3, 0.3, 0.6)[index])
    call = (
        (0, "A4 . D5 E5 F#5 - E5 F#5"),
        (4, "A5 - F#5 E5 D5 - - A4"),
        (8, "B4 D5 F#5 E5 - D5 E5 -"),
        (12, "E5 - D5 - B4 C#5 E5 -"),
        (16, "D5 - . F#5 A5 D6 . ."),
    )
    for start, line in call:
        for step, note in _played(line):
            # A hand is never on the beat to the sample; these few milliseconds are fixed, not random.
            late = 0.006 * np.sin(2.1 * (start + step))
            sound = synth.pluck(hertz(note), 2.2, brightness=0.55)
            strings.add((start + step / 2) * beat + 0.01 + late, sound, gain=0.40 + 0.06 * (step == 0), pan=0.05)
    strings = strings.echo(delay=0.75 * beat, feedback=0.4, gain=0.22)
    return strings.together(room).reverb(length=2.2, gain=0.30, seed=1).faded(0.15, 2.2)


def slow_tide() -> Mix:
    """E flat major at 66 beats a minute: a pad that swells, and bells that rise and sink with it."""
    bar = 2.4
    bells, water = Mix(13.5), Mix(13.5)
    chords = ("Ab2 Eb3 C4 G4", "G2 Eb3 Bb3 F4", "F2 C3 Ab3 Eb4", "Bb2 F3 Ab3 Eb4", "Eb2 Bb2 G3 D4")
    for place, chord in enumerate(chords):
        notes = chord.split()
        for voice, note in enumerate(notes):
            swell = synth.pad(hertz(note), bar + 1.7, attack=1.1, release=1.6, phase=0.9 * voice + place)
            water.add(place * bar, swell, gain=0.075 if voice else 0.10)
        order = (1, 2, 3, 2, 3, 2) if place < len(chords) - 1 else (1, 2, 3)
        for step, index in enumerate(order):
            rise = 0.14 + 0.06 * np.sin(np.pi * step / 5)
            sound = synth.bell(2 * hertz(notes[index]), 2.4)
            bells.add(place * bar + step * bar / 6 + 0.3, sound, gain=rise, pan=(0, -0.5, 0.1, 0.5)[index])
    bells = bells.echo(delay=0.6, feedback=0.5, gain=0.35)
    return bells.together(water).reverb(length=3.2, gain=0.40, seed=2).faded(0.8, 2.6)


BEAT, SWING = 60 / 104, 0.62


def night_train_home() -> Mix:
    """E minor at 104 beats a minute, swung: electric piano, bass, and brushes that run like wheels on rails."""
    keys, rhythm = Mix(15.5), Mix(15.5)
    noise = np.random.default_rng(3)
    chords = ("G3 B3 D4 F#4", "G3 B3 C#4 F#4", "F#3 A3 C#4 E4", "F#3 A3 D4 E4", "G3 B3 D4 F#4", "G3 B3 D4 F#4")
    roots = (
        "E2 . . E2 . B2 D3 .",
        "A2 . . A2 . E2 G2 .",
        "D2 . . D2 . A2 C#3 .",
        "B2 . . B2 . F#2 A2 .",
        "E2 . . E2 . B2 D3 B2",
        "E2 . . . . . . .",
    )
    tune = (
        "B4 - D5 - E5 - - F#5",
        "- E5 - C#5 - - A4 -",
        "F#4 - A4 - C#5 - - E5",
        "- D5 - - B4 - - -",
        "B4 - D5 - E5 - F#5 G5",
        "B5 - - - - - - -",
    )
    for bar, (chord, root, line) in enumerate(zip(chords, roots, tune, strict=True)):
        last = bar == len(chords) - 1
        for eighth, hold in ((0, 4.0),) if last else ((0, 1.1), (3, 1.6)):
            for voice, note in enumerate(chord.split()):
                struck = synth.electric_piano(hertz(note), hold * BEAT)
                keys.add(_swung(bar, eighth) + 0.008 * voice, struck, gain=0.105, pan=-0.35 + 0.22 * voice)
        for eighth, note in _played(root):
            rhythm.add(_swung(bar, eighth), synth.bass(hertz(note), (3.0 if last else 0.9) * BEAT), gain=0.30)
        for eighth, note in _played(line):
            keys.add(_swung(bar, eighth) + 0.012, synth.bell(hertz(note), 1.8), gain=0.21, pan=0.25)
        if not last:
            _wheels(rhythm, bar, noise)
    keys = keys.echo(delay=1.5 * BEAT, feedback=0.35, gain=0.16)
    return keys.reverb(length=1.9, gain=0.26, seed=4).together(rhythm).faded(0.02, 1.8)


def _swung(bar: int, eighth: int) -> float:
    return (bar * 4 + eighth // 2 + (SWING if eighth % 2 else 0)) * BEAT


def _wheels(rhythm: Mix, bar: int, noise: np.random.Generator) -> None:
    for eighth in range(8):
        accent = eighth in (2, 6)
        gain = 0.06 if accent else 0.02 if eighth % 2 else 0.03
        rustle = synth.brush(noise, 0.22 if accent else 0.09, low=1800, high=9000)
        rhythm.add(_swung(bar, eighth), rustle, gain=gain, pan=0.3 if eighth % 2 else -0.3)
    for eighth, gain in ((0, 0.34), (3, 0.2), (4, 0.34)):
        rhythm.add(_swung(bar, eighth), synth.kick(), gain=gain)


def _played(line: str) -> list[tuple[int, str]]:
    return [(step, note) for step, note in enumerate(line.split()) if note not in ".-"]
