import { beforeEach, expect, test, vi } from 'vitest';

import { beginSession } from '../src/api/session';
import { forgetStart, useStart } from '../src/composables/useStart';

const kept = 'ankao.start.1.7';
/** Which attempt each id led to, and which are handed in. */
let made: Map<string, string>;
let submitted: string[];
let cut: boolean;

beforeEach(() => {
  localStorage.clear();
  beginSession({ access_token: 'T', refresh_token: 'R', person: { id: 1, name: '张三' } });
  made = new Map();
  submitted = [];
  cut = false;
  vi.stubGlobal('fetch', async (request: Request) => {
    const { start_id } = (await request.json()) as { start_id: string };
    const attempt = made.get(start_id) ?? `7-${made.size + 1}`;
    made.set(start_id, attempt);
    if (cut) throw new TypeError('Failed to fetch');
    const state = submitted.includes(attempt) ? 'submitted' : 'open';
    const body = { attempt, state, server_time: new Date().toISOString() };
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
  });
});

test('a start whose answer was lost gives the same paper when it is asked for again', async () => {
  cut = true;
  await expect(useStart('7').start()).rejects.toMatchObject({ code: 'unreachable' });
  cut = false;
  expect((await useStart('7').start()).attempt).toBe('7-1');
  expect(localStorage.getItem(kept)).toBeNull();
});

test('where that paper was handed in meanwhile, a new one is started', async () => {
  cut = true;
  await expect(useStart('7').start()).rejects.toMatchObject({ code: 'unreachable' });
  cut = false;
  submitted = ['7-1'];
  const view = await useStart('7').start();
  expect(view).toMatchObject({ attempt: '7-2', state: 'open' });
  expect(localStorage.getItem(kept)).toBeNull();
});

test('a hand-in forgets the wish that it fulfils', async () => {
  cut = true;
  await expect(useStart('7').start()).rejects.toMatchObject({ code: 'unreachable' });
  forgetStart(1, '7');
  expect(localStorage.getItem(kept)).toBeNull();
});
