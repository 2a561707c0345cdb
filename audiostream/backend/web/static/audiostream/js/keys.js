// The terminal player's keys, where focus is not in something that has a use for them.
//
// The arrows up and down are the page's, to scroll by. Who speaks to a computer or types by a switch can turn
// these keys off on the account's page (WCAG 2.1.4).

import { cycledRepeat, toggledShuffle } from "./queue.js";

const STEP_MS = 5000;
const LEAP_MS = 30_000;
const VOLUME_STEP = 5;
const SETTING = "audiostream.keys";

const KEYS = {
  " ": (player) => player.toggle(),
  n: (player) => player.next(),
  p: (player) => player.previous(),
  ArrowLeft: (player) => player.seekBy(-STEP_MS),
  ArrowRight: (player) => player.seekBy(STEP_MS),
  "shift ArrowLeft": (player) => player.seekBy(-LEAP_MS),
  "shift ArrowRight": (player) => player.seekBy(LEAP_MS),
  ",": (player) => player.seekBy(-LEAP_MS),
  ".": (player) => player.seekBy(LEAP_MS),
  "+": (player) => player.setVolume(player.volume + VOLUME_STEP),
  "=": (player) => player.setVolume(player.volume + VOLUME_STEP),
  "-": (player) => player.setVolume(player.volume - VOLUME_STEP),
  m: (player) => player.setMuted(!player.muted),
  s: (player) => player.change(toggledShuffle(player.queue)),
  r: (player) => player.change(cycledRepeat(player.queue)),
};

export function startKeys(player) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !player.song || !keysAreOn()) return;
    if (hasAUse(event.target, event.key) || document.querySelector("dialog[open]")) return;
    const arrow = event.key.startsWith("Arrow");
    const act = KEYS[arrow && event.shiftKey ? `shift ${event.key}` : event.key];
    if (!act) return;
    event.preventDefault();
    act(player);
  });
}

export function keysAreOn() {
  return localStorage.getItem(SETTING) !== "off";
}

/** Let a checkbox of a page turn the keys on and off. */
export function watchSwitch(root) {
  const box = root.querySelector("[data-keys]");
  if (!box) return;
  box.checked = keysAreOn();
  box.addEventListener("change", () => localStorage.setItem(SETTING, box.checked ? "on" : "off"));
}

function hasAUse(element, key) {
  if (element.closest("input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]")) return true;
  if (element.closest("input")) return key === " " || key.startsWith("Arrow");
  return key === " " && Boolean(element.closest("button, a, summary"));
}
