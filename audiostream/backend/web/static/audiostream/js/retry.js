// Trying again later, and ever later.

const FIRST_MS = 1000;
const LAST_MS = 30_000;

export class Retry {
  constructor(act) {
    this.act = act;
    this.timer = null;
    this.ms = FIRST_MS;
  }

  /** Try in a while, which is twice as long each time. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.act, this.ms);
    this.ms = Math.min(2 * this.ms, LAST_MS);
  }

  /** Try at once, if a try is awaited. */
  hurry() {
    if (this.timer) this.act();
  }

  /** Wait no more for the present try; the next wait is longer still. */
  hold() {
    clearTimeout(this.timer);
  }

  forget() {
    this.hold();
    this.timer = null;
    this.ms = FIRST_MS;
  }
}
