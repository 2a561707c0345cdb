// The player's bar: shows the player, and tells it what is pressed.

import { byId, clock, hue, initials, make, setIcon } from "./dom.js";
import { PAUSED } from "./player.js";
import { cycledRepeat, toggledShuffle } from "./queue.js";

export function startBar(player) {
  const part = Object.fromEntries(
    ["art", "title", "by", "shuffle", "previous", "toggle", "next", "repeat", "position", "seek", "duration", "mute", "volume", "message"].map(
      (name) => [name, byId(`player-${name}`)],
    ),
  );
  let shown = null;
  let seeking = false;

  part.toggle.addEventListener("click", () => player.toggle());
  part.next.addEventListener("click", () => player.next());
  part.previous.addEventListener("click", () => player.previous());
  part.shuffle.addEventListener("click", () => player.change(toggledShuffle(player.queue)));
  part.repeat.addEventListener("click", () => player.change(cycledRepeat(player.queue)));
  part.mute.addEventListener("click", () => player.setMuted(!player.muted));
  part.volume.addEventListener("input", () => {
    player.setVolume(part.volume.valueAsNumber);
    if (player.muted) player.setMuted(false);
  });
  part.seek.addEventListener("input", () => {
    seeking = true;
    showTime(part.seek.valueAsNumber * 1000);
  });
  part.seek.addEventListener("change", () => {
    seeking = false;
    player.seek(part.seek.valueAsNumber * 1000);
  });
  player.addEventListener("change", show);
  player.addEventListener("time", () => seeking || showTime(player.positionMs));
  show();

  function show() {
    const { song, queue } = player;
    byId("player").hidden = !song && !player.message;
    document.body.classList.toggle("has-player", !byId("player").hidden);
    if (song !== shown) showSong(song);
    shown = song;
    const paused = player.status === PAUSED;
    name(part.toggle, paused ? "Play" : "Pause", paused ? "play" : "pause");
    byId("player").dataset.status = player.status;
    part.shuffle.setAttribute("aria-pressed", String(queue.shuffle));
    part.repeat.setAttribute("aria-label", `Repeat: ${queue.repeat}`);
    part.repeat.dataset.repeat = queue.repeat;
    part.mute.setAttribute("aria-pressed", String(player.muted));
    setIcon(part.mute, player.muted || !player.volume ? "muted" : "volume");
    part.volume.value = player.volume;
    fill(part.volume, player.muted ? 0 : player.volume / 100);
    if (part.message.textContent !== player.message) part.message.textContent = player.message;
    part.seek.max = Math.floor(player.durationMs / 1000);
    part.duration.textContent = clock(player.durationMs);
    if (!seeking) showTime(player.positionMs);
  }

  function showSong(song) {
    part.title.textContent = song ? song.title : "Nothing is playing";
    part.art.className = `art small ${song ? hue(song.album) : ""}`;
    part.art.textContent = song ? initials(song.album) : "";
    part.by.replaceChildren();
    if (!song) return;
    const artist = make("a", { href: `/artists/${song.artist_id}` }, song.artist);
    const album = make("a", { href: `/albums/${song.album_id}` }, song.album);
    part.by.append(artist, " · ", album);
    part.by.setAttribute("hx-boost", "true");
    htmx.process(part.by);
  }

  function showTime(ms) {
    part.position.textContent = clock(ms);
    part.seek.value = Math.floor(ms / 1000);
    part.seek.setAttribute("aria-valuetext", `${clock(ms)} of ${clock(player.durationMs)}`);
    fill(part.seek, Number(part.seek.max) ? part.seek.valueAsNumber / Number(part.seek.max) : 0);
  }
}

function name(button, label, iconName) {
  if (button.getAttribute("aria-label") === label) return;
  button.setAttribute("aria-label", label);
  setIcon(button, iconName);
}

function fill(slider, part) {
  slider.style.setProperty("--filled", `${100 * Math.max(0, Math.min(1, part))}%`);
}
