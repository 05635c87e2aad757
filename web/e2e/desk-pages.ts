/** Every page and dialog of the desk, one after the other, each ready to be looked at. */
import { expect, type Page, type Request } from '@playwright/test';

import { asOfficial, rosterContest, somebodyGraded } from './desk-api';
import { startEmpty } from './desk-server';
import { withAward, withDecisions } from './desk-states';

export type Look = (name: string) => Promise<void>;

const slow = { timeout: 60_000 };
const demo = '/desk/c/1';

/** The pages of a contest that those who look after people see too. */
export const ofLiaisons: [name: string, path: string][] = [
  ['overview', demo],
  ['turnout-region', `${demo}/turnout?by=region`],
  ['turnout-unit', `${demo}/turnout?by=unit`],
  ['turnout-day', `${demo}/turnout?by=day`],
  ['absentees', `${demo}/absentees`],
  ['units', `${demo}/board/units`],
  ['individuals', `${demo}/board/individuals`],
  ['people', `${demo}/people`],
  ['requests', `${demo}/requests`],
  ['import', `${demo}/import`],
];

export const ofOrganizers: [name: string, path: string][] = [
  ['contests', '/desk/contests'],
  ...ofLiaisons,
  ['turnout-sector', `${demo}/turnout?by=sector`],
  ['disputes', `${demo}/disputes`],
  ['questions', `${demo}/questions`],
  ['settings', `${demo}/settings`],
  ['commend', `${demo}/commend`],
  ['audit', `${demo}/audit`],
  ['accounts', '/desk/accounts'],
  ['audit-all', '/desk/audit'],
  ['new', '/desk/contests/new'],
];

export async function visit(page: Page, path: string): Promise<void> {
  const nothingAsked = asking(page);
  await page.goto(path);
  await expect(page.locator('h1, main [role=alert]').first()).toBeVisible(slow);
  await nothingAsked();
  await expect(page.locator('[aria-busy]')).toHaveCount(0, slow);
}

/** Counts from here on what the page asks for; the answer waits until all has come, and what follows from it. */
function asking(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  const begun = (request: Request) => void open.add(request);
  const ended = (request: Request) => void open.delete(request);
  page.on('request', begun).on('requestfinished', ended).on('requestfailed', ended);
  /** What an answer makes the page ask for is asked in the next frames. */
  const inTheNextFrames = async () => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    return open.size;
  };
  return async () => {
    await expect.poll(inTheNextFrames, { ...slow, intervals: [0, 20, 50, 100] }).toBe(0);
    page.off('request', begun).off('requestfinished', ended).off('requestfailed', ended);
  };
}

export async function eachOf(page: Page, pages: [name: string, path: string][], look: Look): Promise<void> {
  for (const [name, path] of pages) {
    await visit(page, path);
    await look(name);
  }
}

/** A person with an attempt, and every dialog. */
export async function eachDialog(page: Page, look: Look): Promise<void> {
  const ask = await asOfficial(page.request);
  const draft = await rosterContest(ask, '凭激活码报名的竞赛', [{ unit: '第一建筑公司', name: '张三', number: '1' }], false);
  const person = `${demo}/people/${await somebodyGraded(ask)}`;
  await eachOf(page, [['person', person], ['draft', `/desk/c/${draft}`]], look);
  const opens: [name: string, path: string, button: string][] = [
    ['extend', demo, '延期'],
    ['close', demo, '提前结束'],
    ['publish', `/desk/c/${draft}`, '发布竞赛'],
    ['void', person, '作废'],
    ['code', `${demo}/people?state=confirmed`, '重设密码'],
    ['withdraw', `${demo}/questions`, '撤题'],
    ['account', '/desk/accounts', '新建账号'],
    ['display', '/desk/accounts', '显示设置'],
  ];
  for (const [name, path, button] of opens) {
    await visit(page, path);
    await page.getByRole('button', { name: button }).first().click();
    await page.getByRole('dialog').waitFor();
    await look(`dialog-${name}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
}

/** A contest with codes to print and people missing; a trial; an import that is refused; a form that is. */
export async function eachTask(page: Page, look: Look): Promise<void> {
  const ask = await asOfficial(page.request);
  const lines = Array.from({ length: 25 }, (_, at) => ({
    unit: '第一建筑公司',
    name: at % 5 === 0 ? '阿卜杜热合曼·阿卜杜克热木' : '张三',
    number: String(1000 + at),
  }));
  const contest = await rosterContest(ask, '凭激活码报名的竞赛', lines);
  await eachOf(page, [['codes', `/desk/c/${contest}/codes`], ['absentees-some', `/desk/c/${contest}/absentees`]], look);
  await visit(page, `${demo}/questions`);
  await page.getByRole('main').locator('summary').first().click();
  await page.getByRole('button', { name: '撤题' }).first().click();
  await page.getByLabel(/^不计分/).check();
  await page.getByRole('button', { name: '试算' }).click();
  await page.getByTestId('trial').waitFor(slow);
  await look('withdraw-trial');
  await visit(page, `/desk/c/${contest}/import?what=roster`);
  const wrong = '单位名称,姓名,工号\n第一建筑公司,张三,1.38E+10\n没有的公司,李四,12\n第一建筑公司, 王 五 ,１２３\n';
  await page.locator('input[type=file]').setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(wrong) });
  await page.getByRole('table').first().waitFor();
  await look('import-refused');
  await visit(page, '/desk/contests/new');
  await page.getByText('单选：按法规、主题和难度分配').click();
  await page.getByRole('button', { name: '添加配额' }).first().click();
  await page.getByRole('button', { name: '添加难度段' }).first().click();
  await look('new-spread');
  await page.getByRole('combobox', { name: '单选第 1 项法规或主题' }).fill('应急救援');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '新建竞赛' }).click();
  await page.getByText('填写竞赛名称').first().waitFor();
  await look('new-refused');
}

/** The contest when it is over, and what is published of it. */
export async function eachOfTheEnd(page: Page, look: Look): Promise<void> {
  await withAward(page, '/contests/1');
  await visit(page, demo);
  await look('overview-closed');
  await withDecisions(page);
  await visit(page, `${demo}/questions`);
  await page.getByRole('main').locator('summary').nth(1).click();
  await look('questions-decided');
  await visit(page, `${demo}/commend`);
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByTestId('preview').waitFor();
  await look('commend-preview');
  await page.getByTestId('preview').getByRole('button', { name: '公布' }).click();
  await page.getByRole('dialog').waitFor();
  await look('dialog-commend');
  await visit(page, '/results/1');
  await look('results');
}

/** The first pages of an empty installation. */
export async function eachBeginning(page: Page, look: Look): Promise<void> {
  const server = await startEmpty();
  await visit(page, `${server.address}/desk/sign-in`);
  await look('sign-in-empty');
  await visit(page, `${server.address}/setup`);
  await look('setup');
  await page.getByLabel('设置码').fill('0000-0000');
  await page.getByLabel('登录名').fill('a');
  await page.getByLabel('姓名').fill('王主任');
  await page.getByLabel('密码').fill('123');
  await page.getByRole('button', { name: '创建主办方账号' }).click();
  await page.getByRole('alert').first().waitFor();
  await look('setup-refused');
  server.stop();
}

/** The wall, which has no end of loading, for its line stays open. */
export async function wall(page: Page, look: Look): Promise<void> {
  await page.goto('/wall/1');
  await page.getByText(/^实时/).waitFor(slow);
  await look('wall');
}
