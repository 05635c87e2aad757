import { beforeEach, expect, test, vi } from 'vitest';

import { api, ask } from '../src/api/client';
import { beginSession, endSession, session } from '../src/api/session';

const person = { id: 1, name: '张三' };
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

/** The access token that the server takes, and what it does when asked to refresh. */
let accepted: string;
let refresh: () => Promise<Response>;
let refreshes: number;

beforeEach(() => {
  localStorage.clear();
  beginSession({ access_token: 'old', refresh_token: 'r1', person });
  accepted = 'old';
  refreshes = 0;
  refresh = async () => json({ access_token: 'new', refresh_token: 'r2', expires_in: 900 });
  vi.stubGlobal('fetch', async (input: Request | string) => {
    if (typeof input === 'string') {
      refreshes += 1;
      return refresh();
    }
    if (input.headers.get('Authorization') === `Bearer ${accepted}`) return json({ person });
    return json({ code: 'not_signed_in', title: '尚未登录', cure: '重新登录' }, 401);
  });
});

const me = () => ask(api.GET('/api/v1/me'));

test('many requests with a stale token lead to one refresh, and all succeed', async () => {
  accepted = 'new';
  await Promise.all([me(), me(), me()]);
  expect(refreshes).toBe(1);
  expect(session.value?.refresh_token).toBe('r2');
});

test('a lost reply to a refresh signs nobody out', async () => {
  accepted = 'new';
  refresh = () => Promise.reject(new TypeError('Failed to fetch'));
  await expect(me()).rejects.toMatchObject({ code: 'unreachable' });
  expect(session.value?.refresh_token).toBe('r1');
  refresh = async () => json({ access_token: 'new', refresh_token: 'r2', expires_in: 900 });
  await expect(me()).resolves.toMatchObject({ person });
});

test('a session that has ended is over here, too', async () => {
  accepted = 'new';
  refresh = async () => json({ code: 'session_ended', title: '登录已失效', cure: '重新登录' }, 401);
  await expect(me()).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(session.value).toBeNull();
});

test('a refresh that another tab made serves this one', async () => {
  accepted = 'theirs';
  localStorage.setItem('ankao.session', JSON.stringify({ access_token: 'theirs', refresh_token: 'r2', person }));
  window.dispatchEvent(new StorageEvent('storage', { key: 'ankao.session' }));
  await me();
  expect(refreshes).toBe(0);
});

test.each([
  ['signed out', endSession, null],
  ['signed in somebody else', () => beginSession({ access_token: 'hers', refresh_token: 'r9', person: { id: 2, name: '李四' } }), 2],
])('a refresh that is answered after one has %s changes nothing, and asks nothing in their name', async (_, meanwhile, left) => {
  accepted = 'new';
  const asked: (string | null)[] = [];
  const before = window.fetch;
  vi.stubGlobal('fetch', (input: Request | string) => {
    if (typeof input !== 'string') asked.push(input.headers.get('Authorization'));
    return before(input);
  });
  for (const reply of [{ access_token: 'new', refresh_token: 'r2', expires_in: 900 }, null]) {
    beginSession({ access_token: 'old', refresh_token: 'r1', person });
    refresh = async () => {
      meanwhile();
      return reply === null ? json({ code: 'session_ended', title: '', cure: '' }, 401) : json(reply);
    };
    await expect(me()).rejects.toMatchObject({ status: 401 });
    expect(session.value?.person.id ?? null).toBe(left);
    expect(session.value?.refresh_token ?? 'r9').toBe('r9');
  }
  expect(asked).toEqual(['Bearer old', 'Bearer old']);
});

test('what one asked for with a stale token is not asked in the name of who has signed in since', async () => {
  const asked: (string | null)[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request.headers.get('Authorization'));
    beginSession({ access_token: 'hers', refresh_token: 'r9', person: { id: 2, name: '李四' } });
    return json({ code: 'not_signed_in', title: '', cure: '' }, 401);
  });
  await expect(me()).rejects.toMatchObject({ status: 401 });
  expect(asked).toEqual(['Bearer old']);
});

test('a server too busy to refresh is said to be busy, and signs nobody out', async () => {
  accepted = 'new';
  refresh = async () => json({ code: 'busy', title: '系统繁忙', cure: '稍后再试' }, 503);
  await expect(me()).rejects.toMatchObject({ code: 'busy', mayPass: true });
  expect(session.value?.refresh_token).toBe('r1');
});
