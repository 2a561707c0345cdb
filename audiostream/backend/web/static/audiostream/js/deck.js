// One <audio> element and what is in it. The player has two: one sounds, the other holds what comes next.

import { lasts } from "./addresses.js";

export class Deck {
  constructor(audio) {
    this.audio = audio;
    this.song = null;
    this.address = null;
  }

  /** Load a song from an address, to begin at a position. */
  load(song, address, positionMs = 0) {
    this.song = song;
    this.address = address;
    // A media fragment would do too, but not every browser heeds it.
    this.audio.src = address.url;
    this.audio.load();
    if (positionMs > 0) this.audio.currentTime = positionMs / 1000;
  }

  /** Hold a song's place while there is nothing of it to play. */
  claim(song) {
    this.empty();
    this.song = song;
  }

  empty() {
    this.song = null;
    this.address = null;
    this.audio.pause();
    if (this.audio.hasAttribute("src")) {
      this.audio.removeAttribute("src");
      this.audio.load();
    }
  }

  /** Whether a song is in it, and can be read to its end. */
  holds(song) {
    return this.song?.id === song.id && lasts(this.address) && !this.audio.error;
  }

  get positionMs() {
    return Math.round(this.audio.currentTime * 1000);
  }
}
