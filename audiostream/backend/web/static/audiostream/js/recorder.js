// What is heard of each playing of a song becomes a listen: measured, stored every few seconds, then left to be sent.

import { uuid } from "./ids.js";
import * as meter from "./meter.js";

const CHECKPOINT_MS = 3000;
const MAX_MS = 7 * 24 * 3_600_000;
const CLIENT = "audiostream in a browser";

/** Records one player's listens into a spool; `finished` is called when there is one to send. */
export class Recorder {
  constructor(spool, finished, { now = Date.now, clock = () => performance.now() } = {}) {
    this.spool = spool;
    this.finished = finished;
    this.now = now;
    this.clock = clock;
    this.playing = null;
  }

  /** A song sounds: for the first time, or again after a pause. */
  sounding(song, positionMs) {
    if (!this.playing) {
      this.playing = { id: uuid(), song, startedAt: this.now(), meter: meter.EMPTY, storedAt: this.clock() };
    }
    this.tick(positionMs);
    this.playing.meter = meter.sounding(this.playing.meter, this.clock(), positionMs);
  }

  tick(positionMs) {
    const playing = this.playing;
    if (!playing) return;
    playing.meter = meter.tick(playing.meter, this.clock(), positionMs);
    if (this.clock() - playing.storedAt >= CHECKPOINT_MS && meter.playedMs(playing.meter) >= 1) {
      playing.storedAt = this.clock();
      this.spool.put(this.#listen(), { done: false });
    }
  }

  silent() {
    if (this.playing) this.playing.meter = meter.silent(this.playing.meter);
  }

  sought(positionMs) {
    if (this.playing) this.playing.meter = meter.sought(this.playing.meter, positionMs);
  }

  /** How long the present playing was heard, in milliseconds. */
  heardMs() {
    return this.playing ? meter.playedMs(this.playing.meter) : 0;
  }

  /** The song is left, or has ended. */
  finish() {
    if (!this.playing) return;
    this.silent();
    const heard = meter.playedMs(this.playing.meter) >= 1;
    if (heard) this.spool.put(this.#listen(), { done: true });
    this.playing = null;
    if (heard) this.finished();
  }

  #listen() {
    const { id, song, startedAt, meter: measured } = this.playing;
    return {
      event_id: id,
      song_id: song.id,
      started_at: startedAt * 1000,
      played_ms: Math.min(MAX_MS, Math.round(meter.playedMs(measured))),
      duration_ms: Math.min(MAX_MS, song.duration_ms),
      client: CLIENT,
    };
  }
}
