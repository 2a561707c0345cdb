// Wires the page and its player.

import { startActions } from "./actions.js";
import { startBar } from "./bar.js";
import { byId } from "./dom.js";
import { startKeys } from "./keys.js";
import { startMedia } from "./media.js";
import { Memory } from "./memory.js";
import { startPages } from "./pages.js";
import { startPanel } from "./panel.js";
import { Player, PLAYING } from "./player.js";
import { Recorder } from "./recorder.js";
import { Sender } from "./sender.js";
import { Spool } from "./spool.js";
import { startUploads } from "./uploads.js";

const { user } = document.body.dataset;
const spool = new Spool(user);
const sender = new Sender(user, spool);
const memory = new Memory(user);
const player = new Player([byId("audio-0"), byId("audio-1")], new Recorder(spool, () => sender.wake()));

const kept = memory.load();
if (kept) player.restore(kept);
let status = player.status;
player.addEventListener("change", () => {
  memory.keep(player, { now: player.status !== status });
  if (player.status === PLAYING && status !== PLAYING) playing.postMessage(spool.tab);
  status = player.status;
});
player.addEventListener("time", () => memory.keep(player));

// One tab at a time is heard.
const playing = new BroadcastChannel(`audiostream.playing.${user}`);
playing.addEventListener("message", () => player.pause());

addEventListener("pagehide", () => {
  player.leave();
  memory.keep(player, { now: true });
});

startPages();
startBar(player);
startPanel(player);
startKeys(player);
startMedia(player);
startActions(player);
startUploads();
sender.start();
