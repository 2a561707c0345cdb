// Time really played, by a clock and not by position: pauses, stalls and seeks do not count. Pure values, as `Meter`
// of audiostream/player/listens.py.

// Players report a position a few times a second: one that stands still for less is no sign of a stall.
export const STALL_MS = 1000;

/** A meter that has counted nothing; `atMs` is the last moment looked at, null while nothing should sound. */
export const EMPTY = { countedMs: 0, waitingMs: 0, atMs: null, positionMs: 0 };

/** The time heard so far. */
export function playedMs(meter) {
  return meter.countedMs + (meter.waitingMs <= STALL_MS ? meter.waitingMs : 0);
}

/** Begin to count, or go on after a pause. */
export function sounding(meter, nowMs, positionMs) {
  return { ...meter, atMs: nowMs, positionMs };
}

/** Count no further until it sounds again. */
export function silent(meter) {
  return { ...meter, countedMs: playedMs(meter), waitingMs: 0, atMs: null };
}

/** Take a jump for what it is: no time played, no stall that ended. */
export function sought(meter, positionMs) {
  return { ...meter, countedMs: playedMs(meter), waitingMs: 0, positionMs };
}

/** Count the time since the last look, if it sounded. */
export function tick(meter, nowMs, positionMs) {
  if (meter.atMs === null) return meter;
  const waitingMs = meter.waitingMs + Math.max(0, nowMs - meter.atMs);
  const moved = positionMs - meter.positionMs;
  if (!moved) return { ...meter, waitingMs, atMs: nowMs };
  // After a stall, or when nobody looked for long, no more has sounded than the position tells.
  const sounded = waitingMs <= STALL_MS ? waitingMs : Math.min(waitingMs, Math.max(0, moved));
  return { countedMs: meter.countedMs + sounded, waitingMs: 0, atMs: nowMs, positionMs };
}
