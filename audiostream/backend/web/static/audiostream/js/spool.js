// Listens in the browser's storage until the server has them: a closed tab or a day offline loses none.
//
// Each listen has a key of its own, so that tabs do not write over each other's. One under way names its tab, which
// holds a lock as long as it lives; where the browser has no locks (they need https or localhost), a tab that has not
// stored anything for long is taken for dead. One that was merely asleep stores its listen again under the same id:
// nothing is in the history twice.

import { uuid } from "./ids.js";

const PREFIX = "audiostream.listen";
const TAB_LOCK = "audiostream.tab.";
// Browsers wake a hidden page's timers once a minute.
export const DEAD_AFTER_MS = 150_000;

/** The spool of one account; `storage` is as localStorage, `locks` as navigator.locks, or null. */
export class Spool {
  constructor(user, { storage = localStorage, locks = navigator.locks, now = Date.now } = {}) {
    this.prefix = `${PREFIX}.${encodeURIComponent(user)}.`;
    this.storage = storage;
    this.locks = locks;
    this.now = now;
    this.tab = uuid();
    // Held until the tab is gone.
    this.alive = new Promise((held) => {
      if (!locks) held();
      else locks.request(TAB_LOCK + this.tab, () => new Promise((_) => held()));
    });
  }

  /** Store a listen: under way, or `done` and to be sent. Returns whether there was room. */
  put(listen, { done }) {
    try {
      this.storage.setItem(this.prefix + listen.event_id, JSON.stringify({ listen, done, tab: this.tab, at: this.now() }));
      return true;
    } catch {
      return false;
    }
  }

  /** Finish the listens of tabs that are gone. */
  async adopt() {
    const living = await this.#livingTabs();
    for (const [key, kept] of this.#all()) {
      if (kept.done || kept.tab === this.tab) continue;
      const gone = living ? !living.has(kept.tab) : this.now() - kept.at > DEAD_AFTER_MS;
      // It may have been finished or sent meanwhile.
      if (gone && this.storage.getItem(key)) this.storage.setItem(key, JSON.stringify({ ...kept, done: true }));
    }
  }

  /** The listens to be sent, oldest first. */
  waiting(limit) {
    const done = [...this.#all()].filter(([, kept]) => kept.done && !kept.refused).map(([, kept]) => kept.listen);
    return done.sort((one, other) => one.started_at - other.started_at).slice(0, limit);
  }

  /** Forget what the server has. */
  remove(eventIds) {
    for (const id of eventIds) this.storage.removeItem(this.prefix + id);
  }

  /** Keep what the server will never take out of the way, with its reason. */
  putAside(eventId, reason) {
    const key = this.prefix + eventId;
    const kept = read(this.storage.getItem(key));
    if (kept) this.storage.setItem(key, JSON.stringify({ ...kept, refused: reason }));
  }

  async #livingTabs() {
    if (!this.locks) return null;
    await this.alive;
    const { held } = await this.locks.query();
    return new Set(held.map((lock) => lock.name.slice(TAB_LOCK.length)));
  }

  *#all() {
    const keys = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
    for (const key of keys) {
      if (!key?.startsWith(this.prefix)) continue;
      const kept = read(this.storage.getItem(key));
      if (kept?.listen) yield [key, kept];
    }
  }
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
