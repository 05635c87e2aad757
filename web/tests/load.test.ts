import { effectScope } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { useLoad, type Load } from '../src/composables/useLoad';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function loading<T>(fetchIt: () => Promise<T>): Load<T> {
  const made = effectScope().run(() => useLoad(fetchIt));
  if (made === undefined) throw new Error('the scope has ended');
  return made;
}

test('a wait shows nothing, then its shape, then in words what one can do, before the request gives up', async () => {
  const wait = loading(() => new Promise(() => undefined));
  void wait.load();
  const after = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return wait.patience.value;
  };
  expect(await after(299)).toBe('none');
  expect(await after(1)).toBe('shape');
  expect(await after(4_699)).toBe('shape');
  expect(await after(1)).toBe('help');
});

test('what did not come is waited for anew when it is asked for again', async () => {
  let answer: () => Promise<string | null> = () => Promise.resolve(null);
  const it = loading(() => answer());
  await it.load();
  answer = () => new Promise(() => undefined);
  void it.load();
  await vi.advanceTimersByTimeAsync(300);
  expect(it.patience.value).toBe('shape');
});

test('what was there stays while it is fetched again, also where that fails', async () => {
  let answer = () => Promise.resolve('first');
  const it = loading(() => answer());
  await it.load();
  answer = () => Promise.reject(new TypeError('Failed to fetch'));
  await it.load();
  expect(it.data.value).toBe('first');
  expect(it.failure.value?.code).toBe('unreachable');
  expect(it.patience.value).toBe('none');
});

test('an answer that was overtaken by a later one is not shown', async () => {
  const answers: ((text: string) => void)[] = [];
  const it = loading(() => new Promise<string>((done) => answers.push(done)));
  void it.load();
  void it.load();
  answers[1]?.('later');
  await vi.advanceTimersByTimeAsync(0);
  answers[0]?.('earlier');
  await vi.advanceTimersByTimeAsync(0);
  expect(it.data.value).toBe('later');
});
