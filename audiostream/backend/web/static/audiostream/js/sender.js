// Brings listens from the spool to the server, beside the playing; one tab at a time.

import { Refused, postListens } from "./api.js";

const BATCH = 100;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;
// How often a tab looks for what dead ones have left.
const IDLE_MS = 30_000;
const LOCK = "audiostream.sender";

export class Sender {
  constructor(user, spool, { post = postListens, locks = navigator.locks } = {}) {
    this.user = user;
    this.spool = spool;
    this.post = post;
    this.locks = locks;
    this.retryMs = FIRST_RETRY_MS;
    this.failing = false;
    this.running = null;
    this.timer = null;
  }

  /** Begin, with what earlier tabs have left. */
  start() {
    addEventListener("online", () => this.#now());
    this.#now();
  }

  /** There is a new listen; where the server is away, that does not bring it back. */
  wake() {
    if (!this.failing) this.#now();
  }

  #now() {
    clearTimeout(this.timer);
    this.running = (this.running ?? Promise.resolve()).then(() => this.#once());
  }

  async #once() {
    try {
      if (this.locks) await this.locks.request(LOCK, { ifAvailable: true }, (lock) => lock && this.#send());
      else await this.#send();
      this.failing = false;
      this.retryMs = FIRST_RETRY_MS;
      this.#later(IDLE_MS);
    } catch {
      this.failing = true;
      this.#later(this.retryMs);
      this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS);
    }
  }

  #later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#now(), ms);
  }

  async #send() {
    await this.spool.adopt();
    for (;;) {
      const listens = this.spool.waiting(BATCH);
      if (!listens.length) return;
      const { results } = await this.post(this.user, listens);
      for (const result of results) {
        if (result.status === "refused") this.spool.putAside(result.event_id, result.detail ?? result.code);
        else this.spool.remove([result.event_id]);
      }
      if (!results.length) throw new Refused(500, "the server told nothing of the listens");
    }
  }
}
