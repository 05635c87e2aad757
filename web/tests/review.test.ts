import { expect, test } from 'vitest';

import type { Schemas } from '../src/api/client';
import { noReviewYet } from '../src/text/result';

const closes = '2026-06-30T18:00:00+08:00';

const why = (review: Schemas['Review'], phase: Schemas['Phase'], now = '2026-06-10T09:00:00+08:00') => {
  const rules = { review } as Schemas['Rules'];
  return noReviewYet({ rules, phase, closes }, Date.parse(now)).replace(/\u00a0/g, ' ');
};

test('until the contest is over its rule keeps the review back, and says from when', () => {
  expect(why('after_close', 'open')).toBe('答案解析在竞赛结束（6 月 30 日 18:00）后可以查看');
  expect(why('after_close', 'open', '2025-12-10T09:00:00+08:00')).toBe('答案解析在竞赛结束（2026 年 6 月 30 日 18:00）后可以查看');
  expect(why('after_close', 'closing')).toBe('竞赛已截止，试卷全部收齐后可以查看答案解析');
});

test('where the rule would show it, another open paper is named as what stands in the way', () => {
  const open = '另一份没交的试卷里有同样的题，交卷后可以查看答案解析';
  expect([why('at_once', 'open'), why('at_once', 'closed'), why('after_close', 'closed')]).toEqual([open, open, open]);
});

test('a contest that never shows it says so in every phase', () => {
  const never = '本次竞赛不公布答案解析';
  expect([why('never', 'open'), why('never', 'closing'), why('never', 'closed')]).toEqual([never, never, never]);
});
