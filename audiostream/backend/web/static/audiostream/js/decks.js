// Two decks: the present one sounds, the other is ahead, with what comes next.

import { Deck } from "./deck.js";

// The next song is opened when this one was heard for so long, or has so little left.
const AHEAD_AFTER_MS = 3000;
const AHEAD_BEFORE_END_MS = 10_000;

/** Whether it is time to open what comes next. */
export function isTimeAhead(heardMs, leftMs) {
  return heardMs >= AHEAD_AFTER_MS || leftMs <= AHEAD_BEFORE_END_MS;
}

export class Decks {
  constructor(audios, find) {
    this.find = find;
    this.both = audios.map((audio) => new Deck(audio));
    for (const deck of this.both) {
      deck.audio.addEventListener("error", () => {
        // It is tried again, and told of, when its turn comes.
        if (deck === this.ahead && deck.song) deck.claim(deck.song);
      });
    }
  }

  get present() {
    return this.both[0];
  }

  get ahead() {
    return this.both[1];
  }

  /** Listen to the deck that is present by then; `act` is given it. */
  on(name, act) {
    for (const deck of this.both) deck.audio.addEventListener(name, () => deck === this.present && act(deck));
  }

  /** Make a song present if it is ahead already, at its start; return whether it was. */
  turnTo(song) {
    if (!this.ahead.holds(song)) return false;
    this.present.audio.pause();
    this.both.reverse();
    this.ahead.empty();
    this.present.audio.currentTime = 0;
    return true;
  }

  async openAhead(song) {
    const deck = this.ahead;
    if (deck.song?.id === song.id) return;
    deck.claim(song);
    try {
      const address = await this.find(song);
      if (deck === this.ahead && deck.song === song) deck.load(song, address);
    } catch {
      // When its turn comes it is asked for again.
    }
  }

  empty() {
    for (const deck of this.both) deck.empty();
  }

  /** Of both, from 0 to 100. */
  setVolume(volume) {
    for (const { audio } of this.both) audio.volume = volume / 100;
  }

  setMuted(muted) {
    for (const { audio } of this.both) audio.muted = muted;
  }
}
