import { expect, type APIRequestContext } from '@playwright/test';

import { password } from './person';

const api = '/api/v1';

/** In the contest's zone, whole seconds. */
function moment(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+08:00');
}

export interface Wanted {
  /** From now; negative is past. */
  opensInMs?: number;
  closesInMs?: number;
  review?: 'at_once' | 'after_close' | 'never';
  name?: string;
}

/** A contest of five questions, set up and published by the demo's organizer. */
export async function shortContest(request: APIRequestContext, wanted: Wanted = {}): Promise<number> {
  const { opensInMs = -60_000, closesInMs = 3_600_000, review = 'at_once', name = '班前五题' } = wanted;
  const signedIn = await request.post(`${api}/auth/login`, { data: { login: 'zhuban', password } });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  const headers = { Authorization: `Bearer ${token}` };
  const now = Date.now();
  const created = await request.post(`${api}/contests`, {
    headers,
    data: {
      texts: { name, host: '演示安委办', introduction: '', hotline: '024-0000 0000', icp: '辽ICP备00000000号' },
      opens: moment(now + opensInMs),
      closes: moment(now + closesInMs),
      owner: 1,
      rules: { review, attempts_per_day: 10 },
      blueprint: {
        limit_ms: 600_000,
        sections: [
          { kind: 'single', count: 3, points: 2_000 },
          { kind: 'multiple', count: 1, points: 2_000 },
          { kind: 'judgment', count: 1, points: 2_000 },
        ],
      },
    },
  });
  expect(created.status(), await created.text()).toBe(201);
  const { contest } = (await created.json()) as { contest: { contest: number } };
  const published = await request.post(`${api}/contests/${contest.contest}/publish`, { headers });
  expect(published.ok(), await published.text()).toBe(true);
  return contest.contest;
}
