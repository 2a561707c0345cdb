// Plays a queue: what audiostream/player/machine.py does in a terminal, here on two <audio> elements.
//
// Dispatches "change" when anything but the time is another, and "time" while it plays.

import { addressOf, lasts } from "./addresses.js";
import { Away } from "./api.js";
import { Decks, isTimeAhead } from "./decks.js";
import * as queues from "./queue.js";
import { Retry } from "./retry.js";
import { FAILURES_IN_A_ROW, PLAYABLE_MS, Troubles } from "./troubles.js";

// Previous goes to the start of a track from here on.
const RESTART_AFTER_MS = 3000;
// A seek leaves at least so much to hear: a key held down does not run through the queue.
const SEEK_LEAVES_MS = 1000;
const TICK_MS = 250;
const AWAY = "The server does not answer; playing goes on when it does";

export const PLAYING = "playing";
export const LOADING = "loading";
export const PAUSED = "paused";

export class Player extends EventTarget {
  constructor(audios, recorder, { find = addressOf } = {}) {
    super();
    this.recorder = recorder;
    this.decks = new Decks(audios, find);
    this.queue = queues.queueOf([]);
    this.status = PAUSED;
    this.message = "";
    this.volume = 100;
    this.muted = false;
    this.number = 0;
    this.positionMs = 0;
    this.troubles = new Troubles();
    this.retry = new Retry(() => this.#load(this.number));
    this.#listen();
    setInterval(() => this.#tick(), TICK_MS);
    addEventListener("online", () => this.retry.hurry());
  }

  get song() {
    return queues.present(this.queue);
  }

  get durationMs() {
    return this.song?.duration_ms || Math.round((this.deck.audio.duration || 0) * 1000) || 0;
  }

  get deck() {
    return this.decks.present;
  }

  /** Take a queue as it was left, paused. */
  restore({ queue, positionMs, volume, muted }) {
    this.queue = queue;
    this.positionMs = positionMs;
    this.setVolume(volume);
    this.setMuted(muted);
  }

  /** Play a queue from its present song. */
  play(queue) {
    this.troubles.played();
    this.#go(queue);
  }

  /** Change what comes; the present song plays on. */
  change(queue) {
    const same = queues.present(queue)?.id === this.song?.id;
    if (same) this.queue = queue;
    else if (queue.songs.length) this.#go(queue, { paused: this.status === PAUSED });
    else this.#stop(queue);
    this.#changed();
  }

  toggle() {
    if (!this.song) return;
    if (this.status === PAUSED) this.#resume();
    else this.pause();
  }

  pause() {
    this.retry.forget();
    this.status = PAUSED;
    this.deck.audio.pause();
    this.recorder.silent();
    this.#changed();
  }

  next() {
    const queue = queues.next(this.queue);
    if (queue) this.#go(queue);
    else if (this.song) this.#stop(queues.jumped(this.queue, 0));
  }

  previous() {
    if (!this.song) return;
    if (this.positionMs > RESTART_AFTER_MS) this.seek(0);
    else this.#go(queues.previous(this.queue));
  }

  jump(index) {
    this.#go(queues.jumped(this.queue, index));
  }

  seekBy(deltaMs) {
    this.seek(this.positionMs + deltaMs);
  }

  seek(targetMs) {
    if (!this.song) return;
    const last = Math.max(this.positionMs, this.durationMs - SEEK_LEAVES_MS);
    this.positionMs = Math.max(0, Math.min(targetMs, last));
    this.recorder.sought(this.positionMs);
    if (this.deck.song && lasts(this.deck.address)) this.deck.audio.currentTime = this.positionMs / 1000;
    else if (this.status !== PAUSED) this.#load(this.number);
    else this.deck.empty();
    this.#emit("time");
    this.#changed();
  }

  setVolume(volume) {
    this.volume = Math.max(0, Math.min(100, Math.round(volume)));
    this.decks.setVolume(this.volume);
    this.#changed();
  }

  setMuted(muted) {
    this.muted = muted;
    this.decks.setMuted(muted);
    this.#changed();
  }

  say(message) {
    this.message = message;
    this.#changed();
  }

  /** Leave the present playing, for good or until the page comes back. */
  leave() {
    this.#time();
    this.pause();
    this.recorder.finish();
  }

  #go(queue, { paused = false } = {}) {
    this.retry.forget();
    this.recorder.finish();
    this.queue = queue;
    this.number += 1;
    this.positionMs = 0;
    this.troubles.another();
    this.status = paused ? PAUSED : LOADING;
    if (this.decks.turnTo(this.song)) {
      if (!paused) this.#sound(this.number);
    } else {
      // Silent at once: the old song must not sound under the new one's name.
      this.deck.empty();
      if (!paused) this.#load(this.number);
    }
    this.#changed();
  }

  #resume() {
    this.message = "";
    this.status = LOADING;
    if (this.deck.song?.id === this.song.id && lasts(this.deck.address) && !this.deck.audio.error) this.#sound(this.number);
    else this.#load(this.number);
    this.#changed();
  }

  #stop(queue, message = "") {
    this.retry.forget();
    this.recorder.finish();
    this.number += 1;
    this.decks.empty();
    Object.assign(this, { queue, positionMs: 0, status: PAUSED, message });
    this.#changed();
  }

  /** Ask where the present song is, and play it from the present position. */
  async #load(number) {
    this.retry.hold();
    const { song } = this;
    let address;
    try {
      address = await this.decks.find(song);
    } catch (error) {
      if (number === this.number) this.#unfound(error);
      return;
    }
    if (number !== this.number || this.status === PAUSED) return;
    this.retry.forget();
    this.deck.load(song, address, this.positionMs);
    this.#sound(number);
  }

  async #sound(number) {
    try {
      await this.deck.audio.play();
    } catch (error) {
      if (number !== this.number || error.name !== "NotAllowedError") return;
      this.pause();
      this.say("Your browser asks you to press play");
    }
  }

  #unfound(error) {
    if (error instanceof Away || error.passing) {
      this.recorder.silent();
      if (this.status === PAUSED) return;
      this.status = LOADING;
      this.retry.later();
      this.say(AWAY);
    } else if (error.status === 401) {
      this.pause();
      this.say("You are logged out: log in to go on");
    } else this.#fail(error.message);
  }

  #fail(reason) {
    const hopeless = this.troubles.failed();
    const said = `Skipped ${this.song.title}: ${reason}`;
    const queue = queues.next(this.queue);
    if (hopeless) this.#stop(this.queue, `${FAILURES_IN_A_ROW} songs in a row could not be played`);
    else if (!queue) this.#stop(queues.jumped(this.queue, 0), said);
    else {
      this.#go(queue);
      this.say(said);
    }
  }

  #listen() {
    const { decks } = this;
    decks.on("playing", (deck) => {
      if (this.status === PAUSED) return deck.audio.pause();
      if (this.message === AWAY) this.message = "";
      this.status = PLAYING;
      this.recorder.sounding(this.song, deck.positionMs);
      this.#changed();
    });
    decks.on("waiting", () => this.status === PLAYING && this.#become(LOADING));
    // By the browser itself, as when headphones are pulled out.
    decks.on("pause", ({ audio }) => this.status === PLAYING && !audio.ended && !audio.error && this.pause());
    decks.on("timeupdate", () => this.#time());
    decks.on("durationchange", () => this.#changed());
    decks.on("ended", () => this.#ended());
    decks.on("error", () => this.#broken());
  }

  #ended() {
    this.troubles.played();
    const queue = queues.afterEnd(this.queue);
    if (queue) this.#go(queue);
    else this.#stop(queues.jumped(this.queue, 0));
  }

  #broken() {
    if (!this.deck.song) return;
    if (!this.troubles.curable(this.positionMs)) this.#fail("its file cannot be played");
    else if (this.status === PAUSED) this.deck.empty();
    else {
      // A server need not say why it refuses: the address may have expired.
      this.troubles.renewed(this.positionMs);
      this.#become(LOADING);
      this.#load(this.number);
    }
  }

  #time() {
    if (!this.deck.song || this.status === PAUSED || this.deck.audio.seeking) return;
    this.positionMs = this.deck.positionMs;
    this.recorder.tick(this.positionMs);
    this.#emit("time");
  }

  #tick() {
    this.#time();
    if (this.status !== PLAYING) return;
    const heard = this.recorder.heardMs();
    if (heard >= PLAYABLE_MS) this.troubles.played();
    if (heard >= PLAYABLE_MS && this.message) this.say("");
    const after = queues.afterEnd(this.queue);
    if (after && isTimeAhead(heard, this.durationMs - this.positionMs)) this.decks.openAhead(queues.present(after));
  }

  #become(status) {
    this.status = status;
    this.#changed();
  }

  #changed() {
    this.#emit("change");
  }

  #emit(name) {
    this.dispatchEvent(new Event(name));
  }
}
