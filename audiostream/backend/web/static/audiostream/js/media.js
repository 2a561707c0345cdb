// Headset keys and lock screens: the Media Session of the browser.

import { PAUSED } from "./player.js";

export function startMedia(player) {
  const session = navigator.mediaSession;
  if (!session) return;
  const acts = {
    play: () => player.status === PAUSED && player.toggle(),
    pause: () => player.pause(),
    stop: () => player.pause(),
    nexttrack: () => player.next(),
    previoustrack: () => player.previous(),
    seekto: ({ seekTime }) => player.seek(seekTime * 1000),
    seekforward: ({ seekOffset }) => player.seekBy((seekOffset ?? 10) * 1000),
    seekbackward: ({ seekOffset }) => player.seekBy(-(seekOffset ?? 10) * 1000),
  };
  for (const [name, act] of Object.entries(acts)) {
    try {
      session.setActionHandler(name, act);
    } catch {
      // This browser does not know it.
    }
  }
  let shown = null;
  player.addEventListener("change", () => {
    const { song } = player;
    if (song !== shown) {
      session.metadata = song ? new MediaMetadata({ title: song.title, artist: song.artist, album: song.album }) : null;
      shown = song;
    }
    if (!song) session.playbackState = "none";
    else session.playbackState = player.status === PAUSED ? "paused" : "playing";
    const [duration, position] = [player.durationMs / 1000, player.positionMs / 1000];
    if (song && duration > 0) session.setPositionState?.({ duration, position: Math.min(duration, position) });
  });
}
