// The order in which songs are played: shuffle and repeat, next and previous. Pure values, as audiostream/player/queue.py.
//
// A queue is {songs, order, index, shuffle, repeat, seed}: `songs` as they were given, `order` names each of their
// places once as they are played, `index` is the place in `order`. An empty queue has the index 0.

export const OFF = "off";
export const ALL = "all";
export const ONE = "one";

const AFTER = { [OFF]: ALL, [ALL]: ONE, [ONE]: OFF };

/** A random number from 0 to 1 for each call, the same ones for the same seed (mulberry32, by Tommy Ettinger). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The places in random order (Fisher-Yates), and the seed for the shuffle after this one. */
function shuffled(places, seed) {
  const random = randomOf(seed);
  const order = [...places];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return [order, Math.floor(random() * 2 ** 32)];
}

/** A queue at one of its songs; with `shuffle` that song comes first, or a random one where `start` is null. */
export function queueOf(songs, { start = null, shuffle = false, repeat = OFF, seed = 0 } = {}) {
  const places = songs.map((_, place) => place);
  if (!shuffle) return { songs, order: places, index: start ?? 0, shuffle, repeat, seed };
  const [order, after] = shuffled(places, seed);
  if (start !== null) order.unshift(...order.splice(order.indexOf(start), 1));
  return { songs, order, index: 0, shuffle, repeat, seed: after };
}

/** The present song, or null. */
export function present(queue) {
  return queue.songs[queue.order[queue.index]] ?? null;
}

/** The queue one song on, or null at its end; repeating one song does not hold it, nor does that let it end. */
export function next(queue) {
  if (queue.index + 1 < queue.order.length) return { ...queue, index: queue.index + 1 };
  return queue.repeat === OFF || !queue.songs.length ? null : nextRound(queue);
}

/** The queue after the present song has ended, or null where nothing follows. */
export function afterEnd(queue) {
  return queue.repeat === ONE && queue.songs.length ? queue : next(queue);
}

/** The queue one song back; at the first it stays, or goes round where it repeats in a known order. */
export function previous(queue) {
  if (queue.index) return { ...queue, index: queue.index - 1 };
  return queue.repeat !== OFF && !queue.shuffle ? { ...queue, index: Math.max(0, queue.order.length - 1) } : queue;
}

/** The queue at another place of its order. */
export function jumped(queue, index) {
  return { ...queue, index };
}

export function toggledShuffle(queue) {
  if (queue.shuffle) {
    const order = queue.songs.map((_, place) => place);
    return { ...queue, order, index: queue.order[queue.index] ?? 0, shuffle: false };
  }
  const [left, seed] = shuffled(queue.order.slice(queue.index + 1), queue.seed);
  return { ...queue, order: [...queue.order.slice(0, queue.index + 1), ...left], shuffle: true, seed };
}

export function cycledRepeat(queue) {
  return { ...queue, repeat: AFTER[queue.repeat] };
}

/** The queue with songs right behind the present one, or at its end. */
export function withSongs(queue, songs, { atEnd }) {
  const at = atEnd || !queue.songs.length ? queue.order.length : queue.index + 1;
  const place = atEnd || !queue.songs.length ? queue.songs.length : queue.order[queue.index] + 1;
  const order = queue.order.map((each) => (each < place ? each : each + songs.length));
  order.splice(at, 0, ...songs.map((_, number) => place + number));
  return { ...queue, songs: [...queue.songs.slice(0, place), ...songs, ...queue.songs.slice(place)], order };
}

/** The queue without what is at a place of its order; what is present then is what followed it, or the last. */
export function without(queue, index) {
  const place = queue.order[index];
  const order = queue.order.filter((each) => each !== place).map((each) => (each < place ? each : each - 1));
  const moved = index < queue.index ? queue.index - 1 : queue.index;
  const songs = queue.songs.filter((_, each) => each !== place);
  return { ...queue, songs, order, index: Math.max(0, Math.min(moved, order.length - 1)) };
}

/** Whether a value from storage is a queue. */
export function isQueue(value) {
  if (!value || !Array.isArray(value.songs) || !Array.isArray(value.order)) return false;
  const places = new Set(value.order);
  return (
    value.order.length === value.songs.length &&
    places.size === value.songs.length &&
    value.songs.every((song, place) => places.has(place) && typeof song?.id === "string") &&
    Number.isInteger(value.index) &&
    value.index >= 0 &&
    value.index < Math.max(1, value.order.length) &&
    value.repeat in AFTER
  );
}

function nextRound(queue) {
  if (!queue.shuffle) return { ...queue, index: 0 };
  const [order, seed] = shuffled(queue.songs.map((_, place) => place), queue.seed);
  // The song that ended the round does not begin the next, where there is another.
  const last = queue.songs[queue.order.at(-1)].id;
  const other = Math.max(0, order.findIndex((place) => queue.songs[place].id !== last));
  [order[0], order[other]] = [order[other], order[0]];
  return { ...queue, order, index: 0, seed };
}
