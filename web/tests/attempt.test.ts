import { effectScope, watch, type EffectScope } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Schemas } from '../src/api/client';
import { useAttempt } from '../src/composables/useAttempt';

const attempt = '1-7';
const question = (kind: Schemas['Kind']) => ({ kind, points: 100, stem: '题干', options: ['甲', '乙', '丙'] });

/** The server's side of one attempt, with faults to order. */
class Server {
  answers: Schemas['AnswerInput'][] = [];
  /** Instead of an answer: a status, or a line that is cut. */
  fault: number | 'cut' | null = null;
  code = 'busy';
  requests: string[] = [];
  isSubmitted = false;
  /** Saves wait for this before they are answered. */
  hold: Promise<void> = Promise.resolve();

  readonly fetch = async (request: Request): Promise<Response> => {
    this.requests.push(`${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`);
    if (this.fault === 'cut') throw new TypeError('Failed to fetch');
    if (this.fault !== null) return this.reply({ code: this.code, title: '出错', cure: '稍后再试' }, this.fault);
    if (request.method === 'GET') return this.reply(this.view());
    if (request.method === 'PUT') await this.hold;
    if (request.method === 'PUT' && this.isSubmitted) return this.reply({ code: 'attempt_submitted', title: '', cure: '' }, 409);
    const { answers } = (await request.json()) as Schemas['SaveInput'];
    this.answers = answers.reduce((held, it) => [...held.filter((old) => old.question !== it.question), it], this.answers);
    if (request.method === 'PUT') return this.reply({ server_time: new Date().toISOString(), newer: [] });
    this.isSubmitted = true;
    return this.reply({ attempt, server_time: new Date().toISOString() });
  };

  private view() {
    const paper = { sections: [], questions: [question('single'), question('multiple'), question('judgment')] };
    const deadline = new Date(Date.now() + 60_000).toISOString();
    const server_time = new Date().toISOString();
    return { attempt, state: this.isSubmitted ? 'submitted' : 'open', token: 'T', deadline, server_time, paper, answers: this.answers };
  }

  private reply(body: unknown, status = 200): Response {
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  }
}

let server: Server;
let scopes: EffectScope[];

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
  vi.stubGlobal('fetch', server.fetch);
  scopes = [];
});
afterEach(() => {
  scopes.forEach((scope) => scope.stop());
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

/** A page that shows the attempt; the one before is gone, as after a reload. */
async function page(person = 1) {
  scopes.forEach((scope) => scope.stop());
  const scope = effectScope();
  scopes.push(scope);
  const made = scope.run(() => useAttempt(person, attempt));
  if (made === undefined) throw new Error('the scope has ended');
  await made.open();
  await settle();
  return made;
}

test('an answer is on the phone before it is on its way, and saved when the server has said so', async () => {
  const it = await page();
  it.tap('B');
  expect(localStorage.getItem(`ankao.sheet.1.${attempt}`)).toContain('"answer":"B"');
  expect(it.safety.value).toBe('saving');
  await settle();
  expect(it.safety.value).toBe('saved');
  expect(server.answers).toEqual([{ question: 1, answer: 'B', n: 1 }]);
});

test('a save refused with 503 is told, outlives a reload, and is sent then', async () => {
  const before = await page();
  server.fault = 503;
  before.tap('A');
  await settle();
  expect(before.safety.value).toBe('kept');
  const after = await page();
  expect(after.sheet.value[0]?.answer).toBe('A');
  server.fault = null;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(after.safety.value).toBe('saved');
  expect(server.answers).toEqual([{ question: 1, answer: 'A', n: 1 }]);
});

test('without a line the paper is shown from the phone', async () => {
  (await page()).tap('C');
  await settle();
  server.fault = 'cut';
  const after = await page();
  expect(after.paper.value?.paper.questions).toHaveLength(3);
  expect(after.sheet.value[0]?.answer).toBe('C');
});

test('two people on one phone do not see each other’s answers', async () => {
  const first = await page(1);
  server.fault = 'cut';
  first.tap('A');
  await settle();
  server.fault = null;
  const second = await page(2);
  expect(second.sheet.value.map((mark) => mark.answer)).toEqual([null, null, null]);
  expect((await page(1)).sheet.value[0]?.answer).toBe('A');
});

test('where nothing can be kept and nothing sent, it says so', async () => {
  const it = await page();
  server.fault = 'cut';
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: full, removeItem: full });
  it.tap('A');
  await settle();
  expect(it.safety.value).toBe('unkept');
});

test('a page that goes on after another phone has handed in is told, and forgets its copy', async () => {
  const it = await page();
  server.fault = 409;
  server.code = 'attempt_submitted';
  it.tap('A');
  await settle();
  expect(it.closed.value).toBe('elsewhere');
  it.tap('B');
  expect(it.sheet.value[0]?.answer).toBe('A');
  expect(localStorage.getItem(`ankao.sheet.1.${attempt}`)).toBeNull();
});

test('a hand-in on a cut line is remembered over a reload and arrives with the whole sheet', async () => {
  const before = await page();
  before.tap('A');
  await settle();
  server.fault = 'cut';
  before.handIn();
  await settle();
  expect(before.closed.value).toBeNull();
  const after = await page();
  expect(after.handingIn.value).toBe(true);
  server.fault = null;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(after.closed.value).toBe('handed_in');
  expect(server.requests[server.requests.length - 1]).toBe(`POST /attempts/${attempt}/submission`);
});

test.each([
  ['while nothing is on its way', settle],
  ['while a save is on its way', async () => undefined],
])('a hand-in is sent once, %s', async (_, before) => {
  const it = await page();
  it.tap('A');
  await before();
  it.handIn();
  await settle();
  expect(server.requests.filter((request) => request.endsWith('/submission'))).toHaveLength(1);
  expect(it.closed.value).toBe('handed_in');
});

test('a save that the hand-in overtook, and that is refused for it, does not take the grade away', async () => {
  const it = await page();
  let answerSaves: () => void = () => undefined;
  server.hold = new Promise((done) => (answerSaves = done));
  it.tap('A');
  it.handIn();
  const closings: unknown[] = [];
  watch(it.closed, (why) => closings.push(why), { flush: 'sync' });
  await settle();
  answerSaves();
  await settle();
  expect(closings).toEqual(['handed_in']);
});

test('a save under way when another tab hands in says nothing of how it ended: the hand-in does', async () => {
  const it = await page();
  let answerSaves: () => void = () => undefined;
  server.hold = new Promise((done) => (answerSaves = done));
  it.tap('A');
  await settle();
  const key = `ankao.sheet.1.${attempt}`;
  localStorage.setItem(key, (localStorage.getItem(key) ?? '').replace('"handingIn":false', '"handingIn":true'));
  window.dispatchEvent(new StorageEvent('storage', { key }));
  server.isSubmitted = true;
  answerSaves();
  await settle();
  expect(it.closed.value).toBe('handed_in');
});

test('a hand-in whose answer was lost has its grade after a reload', async () => {
  const before = await page();
  server.fault = 'cut';
  before.handIn();
  await settle();
  server.fault = null;
  server.isSubmitted = true;
  const after = await page();
  expect(after.closed.value).toBe('handed_in');
});

test('after the decision to hand in, taps change nothing', async () => {
  const it = await page();
  server.fault = 'cut';
  it.handIn();
  it.tap('A');
  expect(it.sheet.value[0]?.answer).toBeNull();
});

test('more time that was given meanwhile is taken over', async () => {
  const it = await page();
  const before = it.paper.value?.deadline;
  await vi.advanceTimersByTimeAsync(5_000);
  it.lookAgain();
  await settle();
  expect(Date.parse(it.paper.value?.deadline ?? '')).toBe(Date.parse(before ?? '') + 5_000);
});

test('a page opened without a line asks the server as soon as there is one, with nothing to send', async () => {
  (await page()).tap('C');
  await settle();
  server.fault = 'cut';
  const after = await page();
  server.answers = [{ question: 2, answer: 'AB', n: 3 }];
  server.fault = null;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(after.sheet.value[1]?.answer).toBe('AB');
});

test('signing out in another tab ends the paper here', async () => {
  const it = await page();
  it.tap('A');
  await settle();
  localStorage.removeItem(`ankao.sheet.1.${attempt}`);
  window.dispatchEvent(new StorageEvent('storage', { key: `ankao.sheet.1.${attempt}` }));
  expect(it.closed.value).toBe('signed_out');
});
