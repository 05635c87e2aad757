import { effectScope, type EffectScope } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Failure } from '../src/api/failure';
import { useOfflineQueue, type OfflineQueue } from '../src/composables/useOfflineQueue';

const busy = () => new Failure('busy', '系统繁忙', '稍后再试', 503);
const refused = () => new Failure('invalid_input', '提交的内容有误', '改正', 422);

let scope: EffectScope;
/** What there is to send, and what each try leads to: null for success. */
let pending: number;
let outcomes: (Error | null)[];
let tries: number;

beforeEach(() => {
  vi.useFakeTimers();
  scope = effectScope();
  pending = 0;
  outcomes = [];
  tries = 0;
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

function queue(): OfflineQueue {
  const job = async () => {
    tries += 1;
    const outcome = outcomes.shift() ?? null;
    if (outcome !== null) throw outcome;
    pending -= 1;
  };
  const made = scope.run(() => useOfflineQueue(() => (pending > 0 ? job : null), () => 0));
  if (made === undefined) throw new Error('the scope has ended');
  return made;
}

test('sends until nothing is left', async () => {
  const sending = queue();
  pending = 3;
  sending.nudge();
  await vi.advanceTimersByTimeAsync(0);
  expect(tries).toBe(3);
  expect(sending.state.value).toBe('idle');
});

test('a failure is shown, and each next try waits longer', async () => {
  const sending = queue();
  pending = 1;
  outcomes = [busy(), busy(), null];
  sending.nudge();
  await vi.advanceTimersByTimeAsync(0);
  expect(sending.state.value).toBe('waiting');
  expect(sending.failure.value?.code).toBe('busy');
  await vi.advanceTimersByTimeAsync(500);
  expect(tries).toBe(2);
  await vi.advanceTimersByTimeAsync(999);
  expect(tries).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(tries).toBe(3);
  expect(sending.failure.value).toBeNull();
  expect(sending.state.value).toBe('idle');
});

test('never comes back sooner than the server asked', async () => {
  const sending = queue();
  pending = 1;
  outcomes = [new Failure('busy', '系统繁忙', '稍后再试', 503, null, 7_000)];
  sending.nudge();
  await vi.advanceTimersByTimeAsync(6_999);
  expect(tries).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(tries).toBe(2);
});

test('the line coming back ends the wait', async () => {
  const sending = queue();
  pending = 1;
  outcomes = [busy()];
  sending.nudge();
  await vi.advanceTimersByTimeAsync(0);
  window.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  expect(tries).toBe(2);
});

test('what is refused is not sent again by itself', async () => {
  const sending = queue();
  pending = 1;
  outcomes = [refused()];
  sending.nudge();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(tries).toBe(1);
  expect(sending.state.value).toBe('stuck');
});

test('a hand-in does not wait behind a save that hangs, and the late end of that save changes nothing', async () => {
  let end: (why: Error) => void = () => undefined;
  const hanging = () => new Promise<void>((_, reject) => (end = reject));
  let next: (() => Promise<void>) | null = hanging;
  const sending = scope.run(() => useOfflineQueue(() => next));
  sending?.nudge();
  next = async () => {
    tries += 1;
    next = null;
  };
  sending?.hurry();
  await vi.advanceTimersByTimeAsync(0);
  expect(tries).toBe(1);
  end(busy());
  await vi.advanceTimersByTimeAsync(0);
  expect(sending?.state.value).toBe('idle');
  expect(sending?.failure.value).toBeNull();
});
