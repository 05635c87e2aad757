/** The desk in other states than the usual one, by answers that are changed on their way. */
import type { Page } from '@playwright/test';

import { busy } from './paper';

export const longName = '内蒙古自治区鄂尔多斯市准格尔旗大路工业园区煤化工有限责任公司第一分公司安全生产监督管理委员会办公室应急值守中心';

/** Answers of the server with everything that has a name named as long as may be. */
export async function withLongNames(page: Page): Promise<void> {
  const rename = (key: string, value: unknown): unknown => {
    const isName = ['name', 'unit_name', 'host', 'contest_name'].includes(key) && typeof value === 'string';
    return isName ? longName : value;
  };
  await page.route(/\/api\/v1\/(?!auth)(?!.*stream)/, async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const isJson = (response.headers()['content-type'] ?? '').includes('application/json');
    await route.fulfill({ response, body: isJson ? JSON.stringify(JSON.parse(text, rename)) : text });
  });
}

/** A commendation as the server tells it. */
function award(contest_name: string): object {
  const unit = (rank: number, name: string) => ({
    rank,
    unit: rank,
    name,
    region: '沈阳市 和平区',
    sector: null,
    participants: 96,
    headcount: 120,
    participation_rate: 0.8,
    mean: 92.5,
    index: 74 - rank,
  });
  const person = (rank: number, name: string) => ({
    rank,
    person: rank,
    name,
    unit: 1,
    unit_name: '第一建筑公司',
    points: 985_000 - rank * 10_000,
    time_ms: 754_321,
  });
  return {
    commendation: 1,
    published_at: '2026-07-01T09:00:00+08:00',
    contest_name,
    host: '市安委会办公室',
    formula: 'mean_times_rate',
    units_per_class: 3,
    individuals_wanted: 3,
    classes: [
      {
        class: 'large',
        units: [unit(1, '第一建筑公司'), unit(2, '内蒙古自治区鄂尔多斯市准格尔旗大路工业园区煤化工有限责任公司第一分公司')],
      },
      { class: 'medium', units: [] },
      { class: 'small', units: [unit(1, '第二建筑公司')] },
    ],
    individuals: [person(1, '欧阳**'), person(2, '张*'), person(2, '阿卜杜热合曼·阿卜杜克热木')],
  };
}

/** The contest as it is when it is over, with a commendation: published, and as a preview. */
export async function withAward(page: Page, contest: string): Promise<void> {
  await page.route(/\/commendations$/, (route) =>
    route.fulfill({
      json: route.request().method() === 'GET' ? { commendations: [award('安全生产月知识竞赛')] } : award('预览'),
    }),
  );
  await page.route(new RegExp(`${contest}(/settings)?$`), async (route) => {
    const response = await route.fetch();
    const view = (await response.json()) as Record<string, unknown>;
    Object.assign(view.contest instanceof Object ? view.contest : view, { phase: 'closed' });
    await route.fulfill({ response, json: view });
  });
}

/** The questions of a contest with keys, as they are when it is over, and with decisions: settled, under way, taken back. */
export async function withDecisions(page: Page): Promise<void> {
  const reason = '题干有歧义，专家组认定两个选项均可';
  const decided = (counting: string, settled: boolean) => ({ counting, withdrawal: { at: '2026-07-01T09:00:00+08:00', reason, settled } });
  const decisions = [decided('full_points', true), decided('left_out', false), decided('by_key', true)];
  const citation = { statute: '中华人民共和国安全生产法', article: 24, paragraph: 2, item: null, phrase: '从业人员超过一百人的' };
  await page.route(/\/contests\/\d+\/questions(\?|$)/, async (route) => {
    const response = await route.fetch();
    const view = (await response.json()) as { questions: object[] };
    const questions = view.questions.map((line, at) => ({ ...line, key: 'AC', citations: [citation], ...decisions[at] }));
    await route.fulfill({ response, json: { ...view, questions } });
  });
}

/** Answers of the server as they are before anything has happened. */
export async function withNothing(page: Page): Promise<void> {
  const lists = ['lines', 'rows', 'people', 'requests', 'entries', 'codes', 'disputes', 'officials', 'contests', 'commendations', 'questions'];
  const empty = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return lists.includes(key) ? [] : value;
    if (key === 'cursor' || key === 'next') return null;
    return ['submitted', 'started', 'of', 'rate'].includes(key) && typeof value === 'number' ? 0 : value;
  };
  await page.route(/\/api\/v1\/(?!auth|me$)(?!.*stream)/, async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const isJson = (response.headers()['content-type'] ?? '').includes('application/json');
    await route.fulfill({ response, body: isJson ? JSON.stringify(JSON.parse(text, empty)) : text });
  });
}

/** A server that answers who one is and which contest it is, and is too busy for the rest. */
export async function withFailures(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/(?!auth|me$|contests\/1(?:\/settings)?$)/, busy);
}
