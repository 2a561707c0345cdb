// What the browser asks of the server's API.

/** The server answered with an error; `status` is HTTP's. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether the same may succeed later. */
  get passing() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** The server did not answer. */
export class Away extends Error {}

const PATIENCE_MS = 20_000;

async function ask(url, options = {}) {
  let answer;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    answer = await fetch(url, { credentials: "same-origin", redirect: "manual", signal, ...options });
  } catch {
    throw new Away("The server does not answer");
  }
  // To the page for logging in.
  if (answer.type === "opaqueredirect") throw new Refused(401, "You are logged out");
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, body?.detail ?? `the server answered with ${answer.status}`);
  if (body === null) throw new Away("The server's answer was cut off");
  return body;
}

/** The songs that targets stand for, such as "album:ID"; and what was left out. */
export function songsOf(target) {
  return ask(`/queue?${new URLSearchParams({ target })}`);
}

/** Where a song's file is: {url, expires_at}. */
export function stream(songId) {
  return ask(`/api/v1/songs/${encodeURIComponent(songId)}/stream`);
}

/** The token that changes need; it is another after each log-in. */
export function csrfToken() {
  const found = document.cookie.split("; ").find((each) => each.startsWith("audiostream_csrf="));
  return found?.slice("audiostream_csrf=".length) ?? "";
}

/**
 * Post a user's listens, and return what became of each.
 *
 * Another tab may have logged in as somebody else. The token is read first: should the account change after `me` was
 * asked, the token is out of date, and the server refuses.
 */
export async function postListens(user, listens, { keepalive = false } = {}) {
  const token = csrfToken();
  const me = await ask("/api/v1/me", { keepalive });
  if (me.user_id !== user) throw new Refused(401, "Somebody else is logged in");
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const body = JSON.stringify({ events: listens });
  return ask("/api/v1/listens", { method: "POST", headers, body, keepalive });
}
