import { expect, type APIRequestContext } from '@playwright/test';

import { password } from './person';

const api = '/api/v1';

/** In the contest's zone, whole seconds. */
export function moment(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+08:00');
}

/** Asks as the demo's organizer; a text is a file of CSV. */
export async function asOrganizer<T>(request: APIRequestContext, method: string, path: string, data?: object | string): Promise<T> {
  const signedIn = await request.post(`${api}/auth/login`, { data: { login: 'zhuban', password } });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': typeof data === 'string' ? 'text/csv' : 'application/json',
  };
  const response = await request.fetch(api + path, { method, headers, ...(data === undefined ? {} : { data }) });
  expect(response.ok(), await response.text()).toBe(true);
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

export interface Wanted {
  /** From now; negative is past. */
  opensInMs?: number;
  closesInMs?: number;
  review?: 'at_once' | 'after_close' | 'never';
  entry?: 'open' | 'unit_code' | 'roster';
  boards?: 'public' | 'after_close';
  name?: string;
  /** A file of units, imported before it is published. */
  units?: string;
  /** A roster. */
  roster?: string;
}

/** A contest of five questions, set up and published by the demo's organizer. */
export async function shortContest(request: APIRequestContext, wanted: Wanted = {}): Promise<number> {
  const { opensInMs = -60_000, closesInMs = 3_600_000, review = 'at_once', name = '班前五题' } = wanted;
  const { entry = 'open', boards = 'public', units, roster } = wanted;
  const now = Date.now();
  const created = await asOrganizer<{ contest: { contest: number } }>(request, 'POST', '/contests', {
    texts: { name, host: '演示安委办', introduction: '', hotline: '024-0000 0000', icp: '辽ICP备00000000号' },
    opens: moment(now + opensInMs),
    closes: moment(now + closesInMs),
    owner: 1,
    rules: { review, entry, boards, attempts_per_day: 10 },
    blueprint: {
      limit_ms: 600_000,
      sections: [
        { kind: 'single', count: 3, points: 2_000 },
        { kind: 'multiple', count: 1, points: 2_000 },
        { kind: 'judgment', count: 1, points: 2_000 },
      ],
    },
  });
  const path = `/contests/${created.contest.contest}`;
  if (units !== undefined) await asOrganizer(request, 'POST', `${path}/units/imports`, units);
  if (roster !== undefined) await asOrganizer(request, 'POST', `${path}/participants/imports`, roster);
  await asOrganizer(request, 'POST', `${path}/publish`);
  return created.contest.contest;
}
