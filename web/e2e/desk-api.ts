/** What officials do by the API, to set a page's stage. */
import { expect, type APIRequestContext } from '@playwright/test';

import { organizer } from './desk-person';
import { password } from './person';

const api = '/api/v1';

/** Asks as an official; a text goes as a file of CSV. */
export type Ask = <T = unknown>(method: 'GET' | 'POST' | 'PATCH', path: string, data?: object | string) => Promise<T>;

export async function asOfficial(request: APIRequestContext, login = organizer): Promise<Ask> {
  const signedIn = await request.post(`${api}/auth/login`, { data: { login, password } });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  return async <T>(method: string, path: string, data?: object | string): Promise<T> => {
    const type = typeof data === 'string' ? 'text/csv' : 'application/json';
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type };
    const response = await request.fetch(api + path, { method, headers, ...(data === undefined ? {} : { data }) });
    expect(response.ok(), await response.text()).toBe(true);
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  };
}

/** Somebody of the demo with an attempt that counts, whatever other tests have begun or voided. */
export async function somebodyGraded(ask: Ask): Promise<number> {
  interface Row {
    person: number;
    grade?: { voided: boolean } | null;
  }
  const { attempts } = await ask<{ attempts: Row[] }>('GET', '/contests/1/attempts?limit=100');
  const person = attempts.find((it) => it.grade != null && !it.grade.voided)?.person;
  if (person === undefined) throw new Error('the demo has attempts');
  return person;
}

export interface Line {
  unit: string;
  name: string;
  number: string;
}

/** A contest for a roster, with the roster; published unless it is to stay a draft. */
export async function rosterContest(ask: Ask, name: string, lines: Line[], isPublished = true): Promise<number> {
  const made = await ask<{ contest: { contest: number } }>('POST', '/contests', {
    texts: { name, host: '市安委会办公室', introduction: '' },
    opens: '2026-01-01T09:00:00+08:00',
    closes: '2036-12-31T18:00:00+08:00',
    owner: 1,
    rules: { attempts_per_day: 1, attempts_total: 10, entry: 'roster' },
  });
  const { contest } = made.contest;
  const units = Array.from(new Set(lines.map(({ unit }) => unit)), (unit) => `辽宁省,沈阳市,和平区,${unit},30\n`);
  await ask('POST', `/contests/${contest}/units/imports`, `省,市,县（市、区）,单位名称,应参加人数\n${units.join('')}`);
  const people = lines.map((line) => `${line.unit},${line.name},${line.number}\n`);
  await ask('POST', `/contests/${contest}/participants/imports`, `单位名称,姓名,工号\n${people.join('')}`);
  if (isPublished) await ask('POST', `/contests/${contest}/publish`);
  return contest;
}
