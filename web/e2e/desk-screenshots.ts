/**
 * Screenshots of each page of the desk, of the wall and of the result: usual, empty, failing and with long
 * names, at 1440 × 900 and 360 × 780, light and dark. The few that are kept in the repository go to
 * docs/screenshots, all others to a folder beside them that is not.
 */
import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';

import { liaison, organizer, signIn, watch } from './desk-person';
import { startEmpty } from './desk-server';

const folder = process.env.SCREENSHOTS ?? join(import.meta.dirname, '../../docs/screenshots');
/** Other states than the usual one. */
const isState = /^(?:long|failing)-|-empty$/;
const sizes = [
  { name: '1440', width: 1440, height: 900 },
  { name: '360', width: 360, height: 780 },
];
const usual = process.env.SCREENSHOTS_OF;

test.use({ deviceScaleFactor: 1 });

/** Each size and theme of the page that is open. */
async function shots(page: Page, name: string, themes = ['light', 'dark']): Promise<void> {
  if (usual !== undefined && !name.includes(usual)) return;
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const theme of themes) {
      await page.evaluate((dark) => {
        document.documentElement.dataset.theme = dark ? 'dark' : 'light';
      }, theme === 'dark');
      // Transitions come to rest.
      await page.waitForTimeout(250);
      // What most organizers see is what the repository shows.
      const isKept = size.name === '1440' && theme === 'light' && !isState.test(name);
      const path = isKept ? join(folder, `desk-${name}.png`) : join(folder, 'all', `${size.name}-${theme}`, `desk-${name}.png`);
      await page.screenshot({ path, animations: 'disabled', fullPage: size.width === 360 });
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${name} at ${size.name} is not wider than the screen`).toBeLessThanOrEqual(size.width);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('each page of an organizer', async ({ page }) => {
  test.setTimeout(600_000);
  const errors = watch(page);
  await page.goto('/desk/sign-in');
  await page.getByText('用工号登录').waitFor();
  await shots(page, 'sign-in');
  await signIn(page, organizer);
  await page.getByRole('table').waitFor();
  await shots(page, 'contests');
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('参与进度').waitFor();
  await page.getByText('应参加').waitFor();
  const base = page.url();
  await shots(page, 'overview');
  await page.getByRole('button', { name: '延期' }).click();
  await shots(page, 'extend', ['light']);
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('button', { name: '提前结束' }).click();
  await shots(page, 'close', ['light']);
  await page.getByRole('button', { name: '取消' }).click();
  for (const by of ['region', 'unit', 'sector', 'day']) {
    await page.goto(`${base}/turnout?by=${by}`);
    await page.getByRole('img').waitFor({ timeout: 60_000 });
    await shots(page, `turnout-${by}`);
  }
  for (const [name, path] of [
    ['absentees', 'absentees'],
    ['units', 'board/units'],
    ['individuals', 'board/individuals'],
    ['people', 'people'],
    ['audit', 'audit'],
  ] as const) {
    await page.goto(`${base}/${path}`);
    await page.getByRole('table').or(page.locator('.panel h2')).first().waitFor();
    await shots(page, name);
  }
  await page.goto(`${base}/people`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('不是联络员').waitFor();
  await shots(page, 'person');
  await page.goto(`${base}/settings`);
  await page.getByText('共 70 题').waitFor();
  await shots(page, 'settings', ['light']);
  await page.goto(`${base}/import`);
  await shots(page, 'import');
  await page.goto(`${base}/requests`);
  await page.getByText('没有待处理的申请').waitFor();
  await shots(page, 'requests-empty', ['light']);
  await page.goto(`${base}/commend`);
  await shots(page, 'commend-early', ['light']);
  await page.goto('/desk/contests/new');
  await page.getByText('共 70 题').waitFor();
  await shots(page, 'new');
  await page.getByRole('button', { name: '新建竞赛' }).click();
  await page.getByText('不能为空').first().waitFor();
  await shots(page, 'new-refused', ['light']);
  expect(errors).toEqual([]);
});

test('each page of a liaison', async ({ page }) => {
  test.setTimeout(300_000);
  const errors = watch(page);
  await signIn(page, liaison);
  await page.getByText('单位名次').waitFor();
  const base = page.url();
  await shots(page, 'liaison');
  for (const path of ['absentees', 'people', 'requests', 'import', 'board/units', 'board/individuals', 'turnout']) {
    await page.goto(`${base}/${path}`);
    await page.waitForTimeout(600);
    await shots(page, `liaison-${path.replace('/', '-')}`, ['light']);
  }
  expect(errors).toEqual([]);
});

/** Answers of the server with everything that has a name named as long as may be. */
async function withLongNames(page: Page): Promise<void> {
  const name = '内蒙古自治区鄂尔多斯市准格尔旗大路工业园区煤化工有限责任公司第一分公司安全生产监督管理委员会办公室应急值守中心';
  const rename = (key: string, value: unknown): unknown => {
    const isName = ['name', 'unit_name', 'host', 'contest_name'].includes(key) && typeof value === 'string';
    return isName ? name : value;
  };
  await page.route(/\/api\/v1\/(?!auth)(?!.*stream)/, async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const isJson = (response.headers()['content-type'] ?? '').includes('application/json');
    await route.fulfill({ response, body: isJson ? JSON.stringify(JSON.parse(text, rename)) : text });
  });
}

test('each page with long names', async ({ page }) => {
  test.setTimeout(600_000);
  await signIn(page, organizer);
  await withLongNames(page);
  const paths = ['contests', 'c/1', 'c/1/turnout', 'c/1/board/units', 'c/1/board/individuals', 'c/1/people', 'accounts'];
  for (const path of paths) {
    await page.goto(`/desk/${path}`);
    await page.getByRole('table').or(page.locator('dl')).first().waitFor({ timeout: 60_000 });
    await shots(page, `long-${path.replace(/\//g, '-')}`, ['light']);
  }
});

test('each page while the server fails', async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, organizer);
  await page.route(/\/api\/v1\/.*(?:turnout|leaderboards|people|audit|commendations)/, (route) => route.abort());
  for (const path of ['/desk/c/1/turnout', '/desk/c/1/board/units', '/desk/c/1/people', '/desk/audit', '/wall/1', '/results/1']) {
    await page.goto(path);
    await page.getByRole('alert').first().waitFor({ timeout: 60_000 });
    await shots(page, `failing${path.replace(/\//g, '-')}`, ['light']);
  }
});

/** What the API answers to the organizer who is signed in on the page. */
async function ask(page: Page, method: 'POST' | 'GET', path: string, data?: object | string): Promise<Record<string, never>> {
  const token = await page.evaluate(() => JSON.parse(localStorage.getItem('ankao.session') ?? '{}').access_token as string);
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': typeof data === 'string' ? 'text/csv' : 'application/json',
  };
  const response = await page.request.fetch(`/api/v1${path}`, { method, headers, ...(data === undefined ? {} : { data }) });
  expect(response.ok(), await response.text()).toBe(true);
  return (await response.json()) as Record<string, never>;
}

test('a draft, codes to print, absentees and requests', async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, organizer);
  const texts = { name: '凭激活码报名的竞赛', host: '市安委会办公室', introduction: '' };
  const window = { opens: '2026-01-01T09:00:00+08:00', closes: '2027-12-31T18:00:00+08:00' };
  const made = await ask(page, 'POST', '/contests', {
    texts,
    ...window,
    rules: { attempts_per_day: 1, attempts_total: 10, entry: 'roster', prizes: true },
  });
  const contest = (made as unknown as { contest: { contest: number } }).contest.contest;
  const units = '省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,第一建筑公司,30\n';
  const people = Array.from(
    { length: 25 },
    (_, at) => `第一建筑公司,${at % 5 === 0 ? '阿卜杜热合曼·阿卜杜克热木' : '张三'},${1000 + at}`,
  );
  await page.goto(`/desk/c/${contest}`);
  await page.getByText('发布前').waitFor();
  await shots(page, 'draft');
  await ask(page, 'POST', `/contests/${contest}/units/imports`, units);
  await ask(page, 'POST', `/contests/${contest}/participants/imports`, `单位名称,姓名,工号\n${people.join('\n')}\n`);
  await page.reload();
  await page.getByRole('button', { name: '发布竞赛' }).click();
  await shots(page, 'publish', ['light']);
  await page.getByRole('dialog').getByRole('button', { name: '发布竞赛' }).click();
  await page.getByText('公开的内置题库').waitFor();
  await shots(page, 'published', ['light']);
  await page.goto(`/desk/c/${contest}/absentees`);
  await page.getByText('共 25 人').waitFor({ timeout: 60_000 });
  await shots(page, 'absentees-some');
  await page.goto(`/desk/c/${contest}/codes`);
  await page.getByText('共 25 张').waitFor({ timeout: 60_000 });
  await shots(page, 'codes');
  await page.pdf({ path: join(folder, 'desk-codes.pdf'), format: 'A4' });
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: join(folder, 'desk-codes-print.png') });
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`/desk/c/${contest}/import?what=roster`);
  const wrong = '单位名称,姓名,工号\n第一建筑公司,张三,1.38E+10\n没有的公司,李四,12\n第一建筑公司, 王 五 ,１２３\n';
  await page.locator('input[type=file]').setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(wrong) });
  await page.getByRole('table').first().waitFor();
  await shots(page, 'import-refused');
});

test('the first page of all, and the accounts', async ({ page, browser }) => {
  test.setTimeout(300_000);
  const server = await startEmpty();
  const fresh = await browser.newPage({ baseURL: server.address });
  await fresh.goto('/desk/sign-in');
  await fresh.getByText('还没有主办方').waitFor();
  await shots(fresh, 'sign-in-empty', ['light']);
  await fresh.goto('/setup');
  await fresh.getByLabel('设置码').fill('0000-0000');
  await fresh.getByLabel('登录名').fill('a');
  await fresh.getByLabel('姓名').fill('王主任');
  await fresh.getByLabel('密码').fill('123');
  await shots(fresh, 'setup');
  await fresh.getByRole('button', { name: '创建主办方账号' }).click();
  await fresh.getByRole('alert').first().waitFor();
  await shots(fresh, 'setup-refused', ['light']);
  await fresh.close();
  server.stop();
  await signIn(page, organizer);
  await page.goto('/desk/accounts');
  await page.getByRole('table').waitFor();
  await shots(page, 'accounts');
  await page.getByRole('button', { name: '新建账号' }).click();
  await shots(page, 'accounts-new', ['light']);
});

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

test('a commendation', async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page, organizer);
  await page.route(/\/commendations$/, (route) =>
    route.fulfill({
      json: route.request().method() === 'GET' ? { commendations: [award('安全生产月知识竞赛')] } : award('预览'),
    }),
  );
  await page.route(/\/contests\/1(\/settings)?$/, async (route) => {
    const response = await route.fetch();
    const view = await response.json();
    Object.assign(view.contest instanceof Object ? view.contest : view, { phase: 'closed' });
    await route.fulfill({ response, json: view });
  });
  await page.goto('/desk/c/1');
  await page.getByText('可以公布通报表扬').waitFor();
  await shots(page, 'overview-closed', ['light']);
  await page.goto('/desk/c/1/commend');
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByText('预览（尚未公布）').waitFor();
  await shots(page, 'commend');
  await page.goto('/results/1');
  await page.getByText('欧阳**').waitFor();
  await shots(page, 'results');
});

test('the wall and the result', async ({ page }) => {
  test.setTimeout(300_000);
  const errors = watch(page);
  await page.goto('/wall/1');
  await page.getByText(/^实时/).waitFor();
  await shots(page, 'wall');
  await page.goto('/results/1');
  await page.getByText('还没有公布').waitFor();
  await shots(page, 'results-empty', ['light']);
  expect(errors).toEqual([]);
});
