// The queue and position of last time, so that a reload goes on where it was: paused.

import { isQueue } from "./queue.js";

const EVERY_MS = 5000;

export class Memory {
  constructor(user, { storage = localStorage } = {}) {
    this.storage = storage;
    this.key = `audiostream.player.${encodeURIComponent(user)}`;
    this.kept = null;
    this.keptAt = 0;
  }

  /** What was kept, or null. */
  load() {
    const queue = this.#read("queue");
    const rest = this.#read("rest");
    if (!isQueue(queue)) return null;
    this.kept = queue;
    const { positionMs = 0, volume = 100, muted = false } = rest ?? {};
    return { queue, positionMs, volume, muted };
  }

  /** Keep the player's state: the queue when it is another, the position every few seconds, or `now`. */
  keep({ queue, positionMs, volume, muted }, { now = false } = {}) {
    try {
      if (queue !== this.kept) {
        this.storage.setItem(`${this.key}.queue`, JSON.stringify(queue));
        this.kept = queue;
        now = true;
      }
      if (now || Date.now() - this.keptAt >= EVERY_MS) {
        this.storage.setItem(`${this.key}.rest`, JSON.stringify({ positionMs, volume, muted }));
        this.keptAt = Date.now();
      }
    } catch {
      // Full, or not allowed: playing does not need it.
    }
  }

  #read(name) {
    try {
      return JSON.parse(this.storage.getItem(`${this.key}.${name}`));
    } catch {
      return null;
    }
  }
}
