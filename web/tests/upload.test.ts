import { beforeEach, expect, test, vi } from 'vitest';

import { beginSession } from '../src/api/session';
import { shelf } from '../src/attempt/kept';
import { choose, blankSheet } from '../src/attempt/sheet';
import { clearKept, countUnsent, uploadKept } from '../src/attempt/upload';

const paper = { attempt: '1-7', deadline: '2026-06-01T09:45:00+08:00', token: 'T', paper: { sections: [], questions: [] } };
const sheet = choose(choose(blankSheet(3), 0, 'A'), 2, 'B');

/** What was sent, and what the server says to it. */
let sent: { method: string; path: string; token: string | null; body: unknown }[];
let reply: () => Response;

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const problem = (code: string, status: number) => json({ code, title: '出错', cure: '稍后' }, status);

beforeEach(() => {
  localStorage.clear();
  sent = [];
  reply = () => json({ server_time: '2026-06-01T09:10:00+08:00', newer: [] });
  vi.stubGlobal('fetch', async (request: Request) => {
    const { method, url, headers } = request;
    sent.push({ method, path: new URL(url).pathname, token: headers.get('Authorization'), body: await request.json() });
    return reply();
  });
});

function keep(person: number, handingIn = false): void {
  const kept = shelf(person, paper.attempt);
  kept.keepPaper(paper);
  kept.keepSheet({ sheet, flags: [1], at: 2, handingIn });
}

test('what the server lacks is sent with the attempt’s own token, and the paper stays to go on with', async () => {
  keep(1);
  expect(countUnsent(1)).toBe(2);
  await uploadKept(1);
  expect(sent).toMatchObject([{ method: 'PUT', path: '/api/v1/attempts/1-7/answers', token: 'Bearer T' }]);
  expect(countUnsent(1)).toBe(0);
  expect(shelf(1, paper.attempt).readSheet()).toMatchObject({ at: 2, flags: [1] });
});

test('a hand-in that was decided is handed in, and nothing of it is kept', async () => {
  keep(1, true);
  await uploadKept(1);
  expect(sent).toMatchObject([{ method: 'POST', path: '/api/v1/attempts/1-7/submission' }]);
  expect(shelf(1, paper.attempt).readSheet()).toBeNull();
});

test('where it cannot be sent it is said, and all is kept', async () => {
  keep(1);
  reply = () => problem('busy', 503);
  await expect(uploadKept(1)).rejects.toMatchObject({ code: 'busy' });
  expect(countUnsent(1)).toBe(2);
});

test('what is tapped while it is being sent stays, and is still to be sent', async () => {
  keep(1);
  const kept = shelf(1, paper.attempt);
  reply = () => {
    const now = kept.readSheet();
    if (now !== null) kept.keepSheet({ ...now, sheet: choose(now.sheet, 0, 'C'), at: 0 });
    return json({ server_time: '2026-06-01T09:10:00+08:00', newer: [] });
  };
  await uploadKept(1);
  expect(kept.readSheet()?.sheet.map(({ answer, saved }) => [answer, saved])).toEqual([['C', false], [null, true], ['B', true]]);
  expect(kept.readSheet()?.at).toBe(0);
});

test('answers whose paper the phone had no room for are sent in one’s own name', async () => {
  beginSession({ access_token: 'S', refresh_token: 'R', person: { id: 1, name: '张三' } });
  shelf(1, paper.attempt).keepSheet({ sheet, flags: [], at: 0, handingIn: false });
  await uploadKept(1);
  expect(sent).toMatchObject([{ method: 'PUT', path: '/api/v1/attempts/1-7/answers', token: 'Bearer S' }]);
  expect(countUnsent(1)).toBe(0);
});

test('an attempt that takes nothing any more holds nobody back', async () => {
  keep(1);
  reply = () => problem('attempt_too_late', 409);
  await uploadKept(1);
  expect(shelf(1, paper.attempt).readPaper()).toBeNull();
});

test('only one’s own is sent and cleared', async () => {
  keep(1);
  keep(2);
  await uploadKept(1);
  clearKept(1);
  expect(sent).toHaveLength(1);
  expect(countUnsent(1)).toBe(0);
  expect(countUnsent(2)).toBe(2);
});
