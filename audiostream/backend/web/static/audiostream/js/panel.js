// The queue's panel: what is played in which order; jump, remove, clear.

import { byId, clock, icon, make } from "./dom.js";
import { queueOf, without } from "./queue.js";

// More than anybody scrolls through.
const SHOWN_BEFORE = 50;
const SHOWN_AFTER = 200;

export function startPanel(player) {
  const panel = byId("queue");
  const opener = byId("player-queue");
  let shown = null;

  opener.addEventListener("click", () => open(panel.hidden));
  byId("queue-close").addEventListener("click", () => open(false));
  byId("queue-clear").addEventListener("click", () => {
    player.change({ ...queueOf([]), repeat: player.queue.repeat });
    open(false);
  });
  panel.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-index]");
    if (!button) return;
    const index = Number(button.dataset.index);
    if (button.hasAttribute("data-remove")) {
      player.change(without(player.queue, index));
      (panel.querySelectorAll("[data-remove]")[index] ?? byId("queue-close")).focus();
    } else player.jump(index);
  });
  player.addEventListener("change", () => panel.hidden || show());

  function open(wanted) {
    panel.hidden = !wanted;
    document.body.classList.toggle("queue-open", wanted);
    opener.setAttribute("aria-expanded", String(wanted));
    if (wanted) {
      show();
      panel.focus();
      panel.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    } else opener.focus();
  }

  function show() {
    if (player.queue === shown) return;
    shown = player.queue;
    const first = Math.max(0, shown.index - SHOWN_BEFORE);
    const places = shown.order.slice(first, shown.index + SHOWN_AFTER);
    byId("queue-songs").replaceChildren(...places.map((place, number) => row(shown, place, first + number)));
    byId("queue-songs").start = first + 1;
    byId("queue-empty").hidden = Boolean(shown.songs.length);
    byId("queue-clear").hidden = !shown.songs.length;
  }
}

function row(queue, place, index) {
  const song = queue.songs[place];
  const text = [make("span", { class: "song-title" }, song.title), make("span", { class: "song-by" }, song.artist)];
  const jump = make("button", { type: "button", class: "queue-jump", "data-index": index }, ...text);
  const length = make("span", { class: "song-length" }, clock(song.duration_ms));
  const label = `Remove ${song.title} from the queue`;
  const remove = make("button", { type: "button", class: "icon", "data-index": index, "data-remove": "", "aria-label": label }, icon("close"));
  const item = make("li", { class: "queue-song" }, jump, length, remove);
  if (index === queue.index) item.setAttribute("aria-current", "true");
  return item;
}
