import { effectScope, ref } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { isClockKnown, serverNow, setServerClock, useTimeLeft } from '../src/composables/useServerClock';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2020-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

test('the time left does not believe the phone, and does not follow it when it is set', () => {
  setServerClock('2026-06-01T09:00:00+08:00', performance.now());
  vi.advanceTimersByTime(60_000);
  vi.setSystemTime(Date.parse('2031-01-01T00:00:00Z'));
  expect(serverNow()).toBe(Date.parse('2026-06-01T09:01:00+08:00'));
});

test('a slow answer does not replace a quick one', () => {
  setServerClock('2026-06-01T09:00:00+08:00', performance.now());
  const sentAt = performance.now();
  vi.advanceTimersByTime(10_000);
  setServerClock('2026-06-01T09:00:01+08:00', sentAt);
  expect(serverNow()).toBe(Date.parse('2026-06-01T09:00:10+08:00'));
});

test('when the end moves the time left is right at once, and at the end it stays 0', () => {
  setServerClock('2026-06-01T09:00:00+08:00', performance.now());
  const end = ref<number | null>(null);
  const scope = effectScope();
  const left = scope.run(() => useTimeLeft(() => end.value));
  expect(left?.value).toBe(0);
  end.value = Date.parse('2026-06-01T09:00:10+08:00');
  expect(Math.round((left?.value ?? 0) / 1_000)).toBe(10);
  vi.advanceTimersByTime(11_000);
  expect(left?.value).toBe(0);
  scope.stop();
});

test('when a wrong clock is set right the time left is right at once: nothing is over that is not', () => {
  vi.advanceTimersByTime(200_000);
  setServerClock('2026-06-01T16:00:00+08:00', performance.now());
  const scope = effectScope();
  const left = scope.run(() => useTimeLeft(() => Date.parse('2026-06-01T09:45:00+08:00')));
  expect(left?.value).toBe(0);
  vi.advanceTimersByTime(200_000);
  setServerClock('2026-06-01T09:00:00+08:00', performance.now());
  expect(Math.round((left?.value ?? 0) / 60_000)).toBe(45);
  scope.stop();
});

test('what a phone slept, its even clock standing still, is taken as passed: to be shown, not to be believed', () => {
  const visible = vi.spyOn(document, 'visibilityState', 'get');
  const turn = (state: 'hidden' | 'visible') => {
    visible.mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  };
  setServerClock('2026-06-01T09:00:00+08:00', performance.now());
  turn('hidden');
  vi.setSystemTime(Date.now() + 600_000);
  turn('visible');
  expect(serverNow()).toBe(Date.parse('2026-06-01T09:10:00+08:00'));
  expect(isClockKnown.value).toBe(false);
  // A clock that is set back meanwhile makes no time.
  turn('hidden');
  vi.setSystemTime(Date.now() - 600_000);
  turn('visible');
  expect(serverNow()).toBe(Date.parse('2026-06-01T09:10:00+08:00'));
  setServerClock('2026-06-01T09:10:30+08:00', performance.now());
  expect(isClockKnown.value).toBe(true);
  visible.mockRestore();
});
