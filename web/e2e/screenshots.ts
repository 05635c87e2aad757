/**
 * Screenshots of each page, usual and in one other state, for looking at. They go to the folder
 * SCREENSHOTS, or test-results/screenshots.
 */
import { test, type Page } from '@playwright/test';
import { join } from 'node:path';

import { register, start } from './person';

const folder = process.env.SCREENSHOTS ?? 'test-results/screenshots';

const contestApi = /\/api\/v1\/contests\/\d+$/;
const listApi = /\/api\/v1\/contests$/;
const boardApi = /\/leaderboards\//;
const savingApi = /\/answers$|\/submission$/;
const attemptApi = /\/api\/v1\/attempts\/[\w-]+$/;

async function shot(page: Page, name: string): Promise<void> {
  // Transitions come to rest.
  await page.waitForTimeout(450);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** Answers of the server as they would be with other content. */
async function changed(page: Page, url: RegExp, change: (view: Record<string, unknown>) => object): Promise<void> {
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });
}

test('each page', async ({ page }) => {
  test.setTimeout(180_000);
  const path = (end: string) => page.url().replace(/(\/c\/\d+).*/, `$1${end}`);

  await page.goto('/');
  await page.getByText('竞赛规则').waitFor();
  await shot(page, 'home');
  const inDays = new Date(Date.now() + 3.2 * 86_400_000).toISOString().replace('Z', '+08:00');
  await changed(page, contestApi, (view) => ({ ...view, phase: 'upcoming', opens: inDays }));
  await page.reload();
  await page.getByText('距开始').waitFor();
  await shot(page, 'home-upcoming');
  await page.unroute(contestApi);
  await page.route(listApi, (route) => route.fulfill({ json: { server_time: inDays, contests: [] } }));
  await page.goto('/');
  await shot(page, 'contests-empty');
  await page.unroute(listApi);

  await page.goto('/');
  await page.getByRole('button', { name: '报名参赛' }).click();
  await page.locator('.units button').first().waitFor();
  await shot(page, 'unit-tree');
  await page.locator('.units button').first().click();
  await page.getByRole('searchbox').fill('公司');
  await page.getByText(/^找到|^单位较多/).waitFor();
  await shot(page, 'unit-search');
  await page.getByRole('searchbox').fill('没有的单位');
  await page.getByText(/^没有找到/).waitFor();
  await shot(page, 'unit-none');
  await page.goto(path('/register'));
  await page.getByRole('button', { name: '报名参赛' }).click();
  await shot(page, 'register-missing');
  await page.goto(path('/sign-in'));
  await shot(page, 'sign-in');

  await register(page, '欧阳明月');
  await shot(page, 'home-signed-in');
  const home = page.url();
  await page.goto(path('/sign-in'));
  await page.getByLabel('工号').fill('NOBODY');
  await page.getByLabel('密码').fill('wrong-password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('账号或密码不正确').waitFor();
  await shot(page, 'sign-in-refused');
  await page.goto(path('/register'));
  await shot(page, 'register');

  await page.goto(home);
  await page.locator('#app').getByRole('button', { name: '开始答题' }).click();
  await shot(page, 'start-ask');
  await page.getByRole('button', { name: '再等等' }).click();
  await start(page);
  await shot(page, 'paper-single');
  await page.getByRole('radio').nth(1).click();
  await page.getByText('第 2/').waitFor();
  await page.getByRole('button', { name: '标记' }).click();
  await page.getByRole('button', { name: '上一题' }).click();
  await shot(page, 'paper-answered');
  await page.getByRole('button', { name: '答题卡' }).click();
  await shot(page, 'card');
  await page.getByRole('dialog', { name: '答题卡' }).getByRole('button', { name: /^第 41\// }).click();
  await page.getByRole('checkbox').nth(0).click();
  await page.getByRole('checkbox').nth(2).click();
  await shot(page, 'paper-multiple');
  await page.route(savingApi, (route) => route.abort());
  await page.getByRole('checkbox').nth(1).click();
  await page.getByText('已存本机').waitFor();
  await shot(page, 'paper-offline');
  await page.getByRole('button', { name: '交卷' }).click();
  await shot(page, 'hand-in-ask');
  await page.getByRole('dialog').getByRole('button', { name: '交卷' }).click();
  await page.getByText('交卷还没有送达').waitFor();
  await shot(page, 'handing-in-offline');
  const paper = page.url();
  await page.unroute(savingApi);
  await page.getByRole('button', { name: '立即再试' }).click();
  await page.getByText('我的排名').waitFor();
  await shot(page, 'result');
  await changed(page, attemptApi, (view) => ({ ...view, review: null }));
  await changed(page, /\/me$/, (view) => ({ ...view, ranks: null, stale: true }));
  await page.reload();
  await page.getByText('我的排名').waitFor();
  await shot(page, 'result-stale-no-review');
  await page.unroute(attemptApi);
  await page.unroute(/\/me$/);
  await page.reload();
  await page.getByRole('button', { name: '查看答案解析' }).click();
  await page.getByText('正确答案').first().waitFor();
  await shot(page, 'review');
  await page.getByRole('switch').click();
  await page.mouse.wheel(0, 40_000);
  await shot(page, 'review-all-end');

  await page.goto(path('/board/individuals'));
  await page.getByTestId('my-line').waitFor();
  await shot(page, 'individuals');
  await page.goto(path('/board/units'));
  await page.locator('tbody tr').first().waitFor();
  await shot(page, 'units');
  await changed(page, boardApi, (view) => ({ ...view, of: 0, rows: [] }));
  await page.goto(path('/board/individuals'));
  await shot(page, 'individuals-empty');
  await page.unroute(boardApi);
  await page.route(boardApi, (route) => route.abort());
  await page.goto(path('/board/units'));
  await shot(page, 'units-unreachable');
  await page.unroute(boardApi);

  await page.evaluate(() => {
    localStorage.setItem('ankao.preference.dark', 'true');
    localStorage.setItem('ankao.preference.large', 'true');
  });
  await page.goto(home);
  await page.getByText('竞赛规则').waitFor();
  await shot(page, 'dark-large-home');
  await page.goto(paper);
  await page.getByText('我的排名').waitFor();
  await shot(page, 'dark-large-result');
  await page.goto(home);
  await start(page);
  await page.getByRole('button', { name: '答题卡' }).click();
  await page.getByRole('dialog', { name: '答题卡' }).getByRole('button', { name: /^第 41\// }).click();
  await page.getByRole('checkbox').nth(0).click();
  await shot(page, 'dark-large-paper');
  await page.getByRole('button', { name: '答题卡' }).click();
  await shot(page, 'dark-large-card');
  await page.goto(path('/board/individuals'));
  await page.locator('tbody tr').first().waitFor();
  await shot(page, 'dark-large-individuals');
  await page.goto(path('/board/units'));
  await page.locator('tbody tr').first().waitFor();
  await shot(page, 'dark-large-units');
  await page.goto(path('/nowhere'));
  await shot(page, 'dark-large-not-found');
});
