// What went wrong with songs so far, and whether it is worth another try.

// So many in a row, and the trouble is with more than the songs.
export const FAILURES_IN_A_ROW = 3;
// A track that was heard for so long could be played, whatever befalls it later.
export const PLAYABLE_MS = 5000;
// An address that fails again before so much more was heard is not the trouble.
const PROGRESS_MS = 5000;

export class Troubles {
  constructor() {
    this.failures = 0;
    this.renewedAt = null;
  }

  /** A song cannot be played; return whether it is time to give up. */
  failed() {
    this.failures += 1;
    return this.failures >= FAILURES_IN_A_ROW;
  }

  /** A song could be played. */
  played() {
    this.failures = 0;
  }

  /** Another song's turn has come. */
  another() {
    this.renewedAt = null;
  }

  /** Whether a new address may help a file that broke at a position. */
  curable(positionMs) {
    return this.renewedAt === null || Math.abs(positionMs - this.renewedAt) >= PROGRESS_MS;
  }

  renewed(positionMs) {
    this.renewedAt = positionMs;
  }
}
