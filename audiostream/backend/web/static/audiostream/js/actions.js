// Play, play next and add to the queue, from any page.

import { Away, songsOf } from "./api.js";
import { say, setIcon } from "./dom.js";
import { PAUSED } from "./player.js";
import { queueOf, withSongs } from "./queue.js";

export function startActions(player) {
  const actions = {
    play: (songs) => player.play(fresh(songs, { start: 0, shuffle: player.queue.shuffle })),
    shuffle: (songs) => player.play(fresh(songs, { shuffle: true })),
    next: (songs) => added(songs, { atEnd: false }),
    last: (songs) => added(songs, { atEnd: true }),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const [name, act] of Object.entries(actions)) {
      if (button.hasAttribute(`data-${name}`)) fetched(button.getAttribute(`data-${name}`), act);
    }
    const row = button.closest("[data-song]");
    if (row && button.hasAttribute("data-play-row")) playRow(row);
    if (row && button.hasAttribute("data-song-next")) actions.next([songIn(row)]);
    if (row && button.hasAttribute("data-song-last")) actions.last([songIn(row)]);
    button.closest("details.menu")?.removeAttribute("open");
  });
  document.addEventListener("htmx:afterSettle", mark);
  document.addEventListener("htmx:historyRestore", mark);
  player.addEventListener("change", mark);
  mark();

  function fresh(songs, options) {
    return queueOf(songs, { repeat: player.queue.repeat, seed: Math.floor(Math.random() * 2 ** 32), ...options });
  }

  /** Play what a song stands among, from that song on. */
  function playRow(row) {
    if (songIn(row).id === player.song?.id) return player.toggle();
    const rows = [...row.closest("ol, ul").querySelectorAll("[data-song]")];
    return player.play(fresh(rows.map(songIn), { start: rows.indexOf(row), shuffle: player.queue.shuffle }));
  }

  function added(songs, where) {
    if (!player.song) return actions.play(songs);
    player.change(withSongs(player.queue, songs, where));
    const what = songs.length === 1 ? songs[0].title : `${songs.length} songs`;
    return say(where.atEnd ? `Added ${what} to the queue` : `Next: ${what}`);
  }

  async function fetched(target, act) {
    try {
      const { songs, told } = await songsOf(target);
      act(songs);
      if (told.length) say(told.join(". "));
    } catch (error) {
      say(error instanceof Away ? "The server does not answer. Try again in a moment." : `${error.message}.`);
    }
  }

  /** Show which of the songs on the page is the present one. */
  function mark() {
    const { song } = player;
    const sounds = player.status !== PAUSED;
    for (const row of document.querySelectorAll("[data-song]")) {
      const present = Boolean(song) && row.dataset.song.includes(`"id": "${song.id}"`);
      if (row.classList.contains("present") === present && (!present || row.dataset.sounds === String(sounds))) continue;
      row.classList.toggle("present", present);
      row.dataset.sounds = String(sounds);
      const button = row.querySelector("[data-play-row]");
      const paused = present && sounds;
      button.setAttribute("aria-label", `${paused ? "Pause" : "Play"} ${songIn(row).title}`);
      setIcon(button, paused ? "pause" : "play");
    }
  }
}

function songIn(row) {
  return JSON.parse(row.dataset.song);
}
