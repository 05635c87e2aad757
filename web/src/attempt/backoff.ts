const firstMs = 1_000;
const longestMs = 20_000;

/** The server takes hand-ins until so long after the deadline. */
const graceMs = 5_000;
/** Of the grace, what the way of a hand-in may need. */
const wayMs = 1_000;

/**
 * How long to wait before the next try: twice as long after each failure, a random part of it, so
 * that thousands of phones do not come back at once; where the server asked for a pause, after that.
 */
export function backoffMs(failures: number, random: () => number, askedMs = 0): number {
  const half = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 10)) / 2;
  return Math.max(askedMs, half) + half * random();
}

/**
 * How long after the deadline a phone hands in by itself: spread over the grace, except for what the
 * way takes, since all who began together end together.
 */
export function handInDelayMs(random: () => number, roundTripMs: number): number {
  return Math.max(0, graceMs - wayMs - 2 * roundTripMs) * random();
}
