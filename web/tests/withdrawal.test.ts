import { mount } from '@vue/test-utils';
import { effectScope, nextTick } from 'vue';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Schemas } from '../src/api/client';
import ReviewedCard from '../src/components/result/ReviewedCard.vue';
import { toReview } from '../src/components/result/to-review';
import { useWithdrawal } from '../src/desk/organizer/useWithdrawal';
import { detailText } from '../src/desk/text/audit';
import { withdrawText } from '../src/desk/text/questions';

interface Answer {
  data: unknown;
  response: { ok: boolean };
}

const sent = vi.hoisted(() => ({ trials: [] as ((answer: Answer) => void)[], decisions: [] as unknown[] }));
vi.mock('../src/desk/composables/useDownload', () => ({
  patient: {
    GET: () => new Promise<Answer>((answer) => sent.trials.push(answer)),
    PUT: (_path: string, { body }: { body: unknown }) => {
      sent.decisions.push(body);
      return Promise.resolve({ data: body, response: { ok: true } });
    },
  },
}));

beforeEach(() => {
  sent.trials = [];
  sent.decisions = [];
});

function withdrawal(done: (decided: unknown) => void = () => undefined) {
  const made = effectScope().run(() => useWithdrawal(1, () => 'wsl-024-01', done));
  if (made === undefined) throw new Error('the scope has ended');
  const answer = async (at: number) => {
    sent.trials[at]?.({ data: { handed_in: at }, response: { ok: true } });
    await new Promise((settled) => setTimeout(settled));
  };
  return { ...made, answer };
}

test('only what was tried can be confirmed, and with a reason', async () => {
  const done = vi.fn();
  const { counting, reason, trying, deciding, mayConfirm, answer } = withdrawal(done);
  await trying.submit();
  expect([trying.errors.value.counting, sent.trials.length]).toEqual([withdrawText.choose, 0]);
  counting.value = 'left_out';
  await nextTick();
  void trying.submit();
  expect(mayConfirm.value).toBe(false);
  await answer(0);
  expect(mayConfirm.value).toBe(true);
  await deciding.submit();
  expect([Boolean(deciding.errors.value.reason), sent.decisions]).toEqual([true, []]);
  reason.value = ' 题干有歧义 ';
  await deciding.submit();
  expect(sent.decisions).toEqual([{ counting: 'left_out', reason: '题干有歧义' }]);
  expect(done).toHaveBeenCalledOnce();
});

test('another choice takes the trial away, also one that comes late', async () => {
  const { counting, reason, trial, trying, deciding, mayConfirm, answer } = withdrawal();
  reason.value = '题干有歧义';
  counting.value = 'full_points';
  await nextTick();
  void trying.submit();
  counting.value = 'left_out';
  await nextTick();
  await answer(0);
  expect([trial.value, mayConfirm.value]).toEqual([null, false]);
  void trying.submit();
  await answer(1);
  expect(trial.value?.counting).toBe('left_out');
  counting.value = 'full_points';
  await nextTick();
  await deciding.submit();
  expect([trial.value, mayConfirm.value, sent.decisions]).toEqual([null, false, []]);
});

const reviewed = (verdict: Schemas['Verdict'], counting: Schemas['Counting']): Schemas['ReviewedQuestion'] => ({
  verdict,
  counting,
  answer: 'B',
  key: 'A',
  explanation: '',
  citations: [],
});

test('a question that was withdrawn is among those worth a look, however it was answered', () => {
  const questions = [reviewed('right', 'by_key'), reviewed('wrong', 'by_key'), reviewed('right', 'left_out'), reviewed('wrong', 'full_points')];
  const review = { paper: { questions: [] }, questions } as unknown as Schemas['ReviewView'];
  const places = (all: boolean) => toReview(review, all).map(({ index }) => index);
  expect([places(false), places(true)]).toEqual([
    [1, 2, 3],
    [0, 1, 2, 3],
  ]);
});

test('the review of a question that was withdrawn judges nobody', () => {
  const question = { kind: 'single' as const, stem: '题干', options: ['甲', '乙'] };
  const card = (counting: Schemas['Counting']) =>
    mount(ReviewedCard, { props: { head: '第 1 题', question, reviewed: reviewed('wrong', counting) } });
  const judged = '.right, .wrong, .key, .mistaken, .icon';
  expect(card('by_key').findAll(judged).length).toBeGreaterThan(3);
  expect(card('by_key').find('.note').exists()).toBe(false);
  for (const counting of ['full_points', 'left_out'] as const) {
    expect(card(counting).findAll(judged)).toEqual([]);
    expect(card(counting).text()).not.toMatch(/错误|正确/);
  }
  expect(card('full_points').text()).toContain('本题已撤销，全员得分');
  expect(card('left_out').text()).toContain('本题已撤销，不计分');
});

test('the audit tells how a question was decided, and how much was graded anew', () => {
  const withdrawn = { action: 'question.withdraw', detail: { from: 'by_key', to: 'full_points', source: 'x' } };
  expect(detailText(withdrawn)).toBe('由按答案计分改为全员得分');
  expect(detailText({ action: 'grades.regrade', detail: { questions: ['wsl-024-01'], attempts: 2, people: 1 } })).toBe('2 份');
  expect(detailText({ action: 'attempt.void', detail: { from: 'by_key', to: 'left_out' } })).toBeNull();
  expect(detailText({ action: 'question.withdraw', detail: null })).toBeNull();
});
