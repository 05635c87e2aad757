import { expect, test } from 'vitest';

import { backoffMs, handInDelayMs } from '../src/attempt/backoff';

test('each wait is twice the one before up to a limit, and half of it is chance', () => {
  const range = (failures: number) => [backoffMs(failures, () => 0), backoffMs(failures, () => 1)];
  expect([1, 2, 3, 4].map(range)).toEqual([
    [500, 1_000],
    [1_000, 2_000],
    [2_000, 4_000],
    [4_000, 8_000],
  ]);
  expect(range(60)).toEqual([10_000, 20_000]);
});

test('whom the server asked to wait comes after that, and not all at the same moment', () => {
  expect(backoffMs(1, () => 0, 7_000)).toBe(7_000);
  expect(backoffMs(1, () => 1, 7_000)).toBe(7_500);
});

test('hand-ins at the deadline are spread over the grace of 5 s, and the way is left out of it', () => {
  expect(handInDelayMs(() => 0, 100)).toBe(0);
  expect(handInDelayMs(() => 0.999, 0)).toBeLessThan(4_000);
  expect(handInDelayMs(() => 1, 400)).toBe(3_200);
  expect(handInDelayMs(() => 1, 9_000)).toBe(0);
});
