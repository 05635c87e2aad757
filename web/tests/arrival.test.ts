import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';

import { watchArrival, type Arrival } from '../src/arrival';

const page = { template: '' };

/** How the piece of `/second` comes, and whether the server is there. */
let piece: () => Promise<typeof page>;
let isServed: boolean;
let opened: string[];
let router: Router;
let arrival: Arrival;

beforeEach(() => {
  vi.useFakeTimers();
  isServed = true;
  opened = [];
  vi.stubGlobal('fetch', async () => {
    if (!isServed) throw new TypeError('Failed to fetch');
    return new Response('');
  });
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/first', component: page },
      { path: '/second', component: () => piece() },
    ],
  });
  arrival = watchArrival(router, (href) => opened.push(href));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
const to = (path: string) => router.push(path).catch(() => undefined);
const settle = () => vi.advanceTimersByTimeAsync(0);

test('a page whose piece is slow is waited for in shapes, then in words', async () => {
  let come: (it: typeof page) => void = () => undefined;
  piece = () => new Promise((done) => (come = done));
  await to('/first');
  const going = to('/second');
  await vi.advanceTimersByTimeAsync(300);
  expect(arrival.patience.value).toBe('shape');
  await vi.advanceTimersByTimeAsync(4_700);
  expect(arrival.patience.value).toBe('help');
  come(page);
  await going;
  expect(arrival.patience.value).toBe('none');
});

test('a piece that is gone since a new release brings its page with the app of now', async () => {
  piece = gone;
  await to('/first');
  await to('/second?a=1');
  await settle();
  expect(opened).toEqual(['/second?a=1']);
  expect(arrival.failure.value).toBeNull();
});

test('without a line it is said, and tried again when one asks', async () => {
  piece = gone;
  isServed = false;
  await to('/first');
  await to('/second');
  await settle();
  expect(opened).toEqual([]);
  expect(arrival.failure.value?.code).toBe('unreachable');
  arrival.again();
  await settle();
  expect(arrival.failure.value?.code).toBe('unreachable');
  isServed = true;
  arrival.again();
  await settle();
  expect(opened).toEqual(['/second']);
});

test('a page that was just opened and lacks its piece is not opened over and over', async () => {
  piece = gone;
  await to('/second');
  await settle();
  expect(opened).toEqual([]);
  expect(arrival.failure.value?.code).toBe('unreachable');
});

test('whoever goes elsewhere meanwhile is there, and hears no more of it', async () => {
  piece = gone;
  isServed = false;
  await to('/first');
  await to('/second');
  await to('/first?again');
  await settle();
  expect(arrival.failure.value).toBeNull();
  expect(arrival.patience.value).toBe('none');
});
