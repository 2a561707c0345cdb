"""A stereo mix: where sounds are placed, echoed, given a room, and brought to a loudness."""

import numpy as np

from tunes.synth import RATE, Sound, seconds


class Mix:
    """Two channels of a fixed length; what does not fit is cut off."""

    def __init__(self, length: float) -> None:
        self.samples = np.zeros((2, round(length * RATE)))

    def add(self, at: float, sound: Sound | tuple[Sound, Sound], *, gain: float, pan: float = 0.0) -> None:
        """Place a sound ``at`` seconds; ``pan`` from -1 (left) to 1 (right), at constant power."""
        angle = (pan + 1) * np.pi / 4
        # sqrt(2): a sound in the middle keeps its level on both sides.
        sides = sound if isinstance(sound, tuple) else (sound * np.cos(angle) * 2**0.5, sound * np.sin(angle) * 2**0.5)
        start = round(at * RATE)
        for channel, side in zip(self.samples, sides, strict=True):
            room = channel[start : start + len(side)]
            room += gain * side[: len(room)]

    def echo(self, *, delay: float, feedback: float, gain: float) -> "Mix":
        """Return the mix with echoes that change sides each time."""
        out = Mix(0)
        out.samples = self.samples.copy()
        step = round(delay * RATE)
        for turn in range(1, 6):
            source = self.samples[::-1] if turn % 2 else self.samples
            out.samples[:, step * turn :] += gain * feedback ** (turn - 1) * source[:, : -step * turn]
        return out

    def reverb(self, *, length: float, gain: float, seed: int) -> "Mix":
        """Return the mix in a room whose sound needs ``length`` seconds to fall by 60 dB."""
        t = seconds(length)
        noise = np.random.default_rng(seed).standard_normal((2, len(t)))
        # Walls swallow high notes first: the bright half of the noise decays twice as fast.
        dark = np.array([np.convolve(side, np.hanning(24) / 12, mode="same") for side in noise])
        tail = (0.12 * noise * np.exp(-13.8 * t / length) + dark * np.exp(-6.9 * t / length)) * np.minimum(t / 0.02, 1)
        tail /= np.sqrt((tail**2).sum(axis=1, keepdims=True))
        size = self.samples.shape[1]
        padded = 1 << (size + len(t)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(self.samples, padded) * np.fft.rfft(tail, padded), padded)[:, :size]
        out = Mix(0)
        out.samples = self.samples + gain * wet
        return out

    def faded(self, into: float, out_of: float) -> "Mix":
        """Return the mix with a fade at each end, in seconds."""
        t = np.arange(self.samples.shape[1]) / RATE
        left = np.clip(t / into, 0, 1)
        right = np.clip((t[-1] - t) / out_of, 0, 1)
        faded = Mix(0)
        faded.samples = self.samples * np.sin(left * np.pi / 2) ** 2 * np.sin(right * np.pi / 2) ** 2
        return faded

    def together(self, other: "Mix") -> "Mix":
        """Return both mixes at once."""
        sum_ = Mix(0)
        sum_.samples = self.samples + other.samples
        return sum_
