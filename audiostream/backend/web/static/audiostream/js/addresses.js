// Where songs are: asked for as late as can be, and anew when an address has expired.

import { stream } from "./api.js";

// An address is used, or gone on with, only if it is good for so long yet.
const MARGIN_MS = 60_000;

/** Return {url, expiresAt} of a song, `expiresAt` in milliseconds since the epoch; it may be Infinity. */
export async function addressOf(song) {
  const { url, expires_at: expires } = await stream(song.id);
  return { url, expiresAt: expires ? Date.parse(expires) : Infinity };
}

export function lasts(address) {
  return address !== null && address.expiresAt - MARGIN_MS > Date.now();
}
