const firstMs = 1_000;
const longestMs = 20_000;

/**
 * How long to wait before the next try: twice as long after each failure, a random part of it, so
 * that thousands of phones do not come back at once; never sooner than the server asked.
 */
export function backoffMs(failures: number, random: () => number, askedMs = 0): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 10));
  return Math.max(askedMs, ceiling / 2 + (ceiling / 2) * random());
}
