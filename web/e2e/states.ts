/** The pages in other states than the usual one: empty, with long names, failing, waiting. */
import { expect, type Page, type Route } from '@playwright/test';

import { answer, busy, handIn, mark, option, savesApi, submissionApi, turnTo } from './paper';
import { demoContest, newNumber, register, start } from './person';

type Look = (name: string) => Promise<void>;
type View = Record<string, unknown>;

const contestApi = /\/api\/v1\/contests\/\d+$/;
const listApi = /\/api\/v1\/contests$/;
const boardApi = /\/leaderboards\//;
const mineApi = /\/contests\/\d+\/me$/;
const unitsApi = /\/api\/v1\/units\?/;
const ownUnitApi = /\/me\/unit$/;
const practiceApi = /\/contests\/\d+\/practice$/;
const mistakesApi = /\/me\/mistakes\?/;
const attemptApi = /\/api\/v1\/attempts\/[\w-]+$/;

const to = (page: Page, end = '') => page.goto(`/c/${demoContest}${end}`);

/** Answers of the server as they would be with other content. */
async function changed(page: Page, url: RegExp, change: (view: View) => object): Promise<void> {
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change((await response.json()) as View) });
  });
}

/** Nothing there yet. */
export async function eachEmpty(page: Page, look: Look): Promise<void> {
  const inDays = new Date(Date.now() + 3.2 * 86_400_000 + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
  await changed(page, contestApi, (view) => ({ ...view, phase: 'upcoming', opens: inDays }));
  await to(page);
  await page.getByText('距开始').waitFor();
  await look('home-upcoming');
  await page.unroute(contestApi);
  await changed(page, contestApi, (view) => ({ ...view, phase: 'closed' }));
  await to(page);
  await page.getByText('可以查看成绩与排行榜').waitFor();
  await look('home-closed');
  await page.unroute(contestApi);
  await page.route(listApi, (route) => route.fulfill({ json: { server_time: inDays, contests: [] } }));
  await page.goto('/');
  await page.getByText('现在没有进行中的竞赛').waitFor();
  await look('contests-empty');
  await page.unroute(listApi);
  await changed(page, listApi, (view) => {
    const [first] = view.contests as View[];
    return { ...view, contests: [first, { ...first, contest: 0, name: longContest, phase: 'upcoming' }] };
  });
  await page.goto('/');
  await page.getByText(longContest).waitFor();
  await look('contests');
  await page.unroute(listApi);
  await to(page, '/unit?then=register');
  await page.getByRole('searchbox').fill('没有的单位');
  await page.getByText(/^没有找到/).waitFor();
  await look('unit-none');
  await changed(page, boardApi, (view) => ({ ...view, of: 0, rows: [] }));
  await to(page, '/board/individuals');
  await page.getByText('还没有人交卷').waitFor();
  await look('individuals-empty');
  await to(page, '/board/units');
  await page.getByText('还没有参赛单位').waitFor();
  await look('units-empty');
  await page.unroute(boardApi);

  await register(page, '欧阳明月');
  const problem = { code: 'not_enrolled', status: 403, title: '尚未报名本次竞赛', cure: '先选择单位并登记' };
  await page.route(mineApi, (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', json: problem }));
  await to(page);
  await page.getByText('尚未加入本次竞赛').waitFor();
  await look('join');
  await page.unroute(mineApi);
}

const longContest = '辽宁省二〇二六年“安全生产月”暨安全生产法律法规和应急避险知识网络竞赛（工贸和建筑施工行业专场）';
const longUnit = '辽宁省锦州市义县城乡基础设施建设投资集团有限责任公司第三建筑工程分公司安全生产管理部';
const longName = '古丽米热·阿卜杜热合曼·买买提艾力';

/** Names as long as they come. Ends signed in. */
export async function eachLong(page: Page, look: Look): Promise<void> {
  await changed(page, contestApi, (view) => ({
    ...view,
    texts: {
      ...(view.texts as View),
      name: longContest,
      host: '辽宁省安全生产委员会办公室、辽宁省应急管理厅、辽宁省总工会',
      introduction: '一、参赛对象：全省各类生产经营单位从业人员。\n二、每人每日可答 10 次，取最好成绩。'.repeat(3),
      icp: '辽ICP备00000000号',
    },
  }));
  const unit = (it: View) => ({ ...it, name: longUnit, path: ['辽宁省', '锦州市', '义县', longUnit] });
  await changed(page, unitsApi, (view) => ({ units: (view.units as View[]).map((it) => (it.may_join ? unit(it) : it)) }));
  await changed(page, /\/auth\/login$/, (view) => {
    const person = view.person as View;
    return { ...view, person: { ...person, name: longName, unit: unit(person.unit as View) } };
  });
  const lastLong = (view: View) => {
    const ranks = view.ranks as { units: View[] } | null;
    const units = ranks?.units.map((it, index, all) => (index === all.length - 1 ? { ...it, name: longUnit } : it));
    return ranks === null ? view : { ...view, ranks: { ...ranks, units } };
  };
  await changed(page, mineApi, lastLong);
  await changed(page, ownUnitApi, (view) => ({ ...view, unit: unit(view.unit as View) }));
  await changed(page, boardApi, (view) => ({
    ...view,
    rows: (view.rows as View[]).map((row) => ({ ...row, name: 'points' in row ? longName : longUnit, unit_name: longUnit })),
  }));

  await register(page, longName);
  await look('home-long');
  await to(page, '/unit?then=register');
  await page.getByRole('searchbox').fill('公司');
  await page.getByText(/^找到|^单位较多/).waitFor();
  await look('unit-long');
  await to(page, '/register');
  await page.getByText('我已阅读并同意').waitFor();
  await look('register-long');
  await to(page, '/account');
  await page.getByText('更改单位', { exact: true }).waitFor();
  await look('account-long');
  await to(page);
  await start(page);
  await handIn(page);
  await page.getByText('我的排名').waitFor();
  await look('result-long');
  await page.getByRole('button', { name: '生成成绩图片' }).click();
  await page.getByRole('dialog', { name: '成绩单' }).waitFor();
  await look('picture-long');
  await to(page, '/board/individuals');
  await page.locator('tbody tr').first().waitFor();
  await look('individuals-long');
  await to(page, '/board/units');
  await page.locator('tbody tr').first().waitFor();
  await look('units-long');
  for (const url of [contestApi, unitsApi, /\/auth\/login$/, mineApi, ownUnitApi, boardApi]) await page.unroute(url);
}

/** What people see when it does not go well. Begins and ends signed in. */
export async function eachFailing(page: Page, look: Look): Promise<void> {
  const cut = (route: Route) => route.abort();
  await register(page, '欧阳明月');
  const failing = async (url: RegExp, end: string, name: string, how: (route: Route) => Promise<void> = cut) => {
    await page.route(url, how);
    await to(page, end);
    await page.getByRole('alert').waitFor();
    await look(name);
    await page.unroute(url, how);
  };
  await failing(contestApi, '', 'home-failing');
  await failing(mineApi, '', 'home-mine-failing', busy);
  await failing(boardApi, '/board/individuals', 'individuals-failing');
  await failing(boardApi, '/board/units', 'units-failing', busy);
  await failing(unitsApi, '/unit?then=register', 'unit-failing');
  await failing(ownUnitApi, '/account', 'account-failing');
  await failing(mineApi, '/history', 'history-failing');
  await failing(practiceApi, '/practice', 'practice-failing', busy);
  await failing(mistakesApi, '/mistakes', 'mistakes-failing');
  await to(page, '/mistakes');
  await page.getByText('错题本是空的').waitFor();
  await look('mistakes-empty');
  await changed(page, practiceApi, (view) => ({ ...view, questions: [], more_from: '2026-12-21T18:00:00+08:00' }));
  await to(page, '/practice');
  await page.getByText('现在还没有可以练习的题').waitFor();
  await look('practice-empty');
  await page.unroute(practiceApi);

  // Nobody's, and a new one each time: who fails too often is asked to wait.
  const nobody = newNumber();
  await to(page, '/sign-in');
  await page.getByLabel('工号').fill(nobody);
  await page.getByLabel('密码').fill('wrong-password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('账号或密码不正确').waitFor();
  await look('sign-in-failing');
  await to(page, '/reset');
  await page.getByLabel('工号').fill(nobody);
  await page.getByLabel('验证码').fill('0000-0000');
  await page.getByLabel('新密码').fill('anquan-2027');
  await page.getByRole('button', { name: '重设密码' }).click();
  await page.getByRole('alert').first().waitFor();
  await look('reset-failing');

  await page.route(mineApi, () => undefined);
  await to(page);
  await page.getByText('正在读取').waitFor();
  await look('home-waiting');
  await page.unroute(mineApi);

  await to(page);
  await start(page);
  await answer(page, 1);
  await page.route(savesApi, cut);
  await answer(page, 2);
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await page.getByTestId('line-notice').waitFor();
  await look('paper-offline');
  await page.getByTestId('line-notice').scrollIntoViewIfNeeded();
  await look('paper-offline-end');
  await turnTo(page, 41);
  await option(page, 0).tap();
  await page.getByTestId('hand-in').tap();
  await page.getByRole('dialog', { name: '确认交卷？' }).waitFor();
  await look('hand-in-offline');
  await page.route(submissionApi, cut);
  await page.getByRole('dialog').getByRole('button', { name: '交卷' }).click();
  await page.getByText('交卷还没有送达').waitFor();
  await look('handing-in-failing');
  await page.unroute(submissionApi);
  await page.unroute(savesApi);
  // The page tries again by itself, maybe before a finger is on its button: told of the line, it does so at once.
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByText('我的排名').waitFor();
  await changed(page, attemptApi, (view) => ({ ...view, review: null }));
  await changed(page, mineApi, (view) => ({ ...view, ranks: null, stale: true }));
  await page.reload();
  await page.getByText('我的排名').waitFor();
  await look('result-stale-no-review');
  await page.unroute(attemptApi);
  await page.unroute(mineApi);
  const result = page.url();
  await page.route(attemptApi, cut);
  await page.goto(result);
  await page.getByRole('alert').waitFor();
  await look('result-failing');
  await page.goto(`${result.replace(/\/result.*/, '')}/review`);
  await page.getByRole('alert').waitFor();
  await look('review-failing');
  await page.unroute(attemptApi);

  await to(page);
  await start(page);
  await page.route(savesApi, cut);
  await answer(page, 1);
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await to(page);
  await page.getByRole('button', { name: '退出登录' }).tap();
  await page.getByRole('dialog').waitFor();
  await look('sign-out-failing');
  await page.unroute(savesApi);
  await page.keyboard.press('Escape');
}
