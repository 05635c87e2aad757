import { expect, test, type Page } from '@playwright/test';

import { register, start } from './person';

/** Nothing may go wrong unseen: no error in the console, and so no breach of the CSP. */
function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A request that was cut on purpose is told by the browser too.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text());
  });
  return errors;
}

/** Taps the first option of the question shown, and goes on where the page does not by itself. */
async function answer(page: Page, number: number, of: number): Promise<void> {
  await expect(page.getByText(`第 ${number}/${of} 题`)).toBeVisible();
  const several = page.getByRole('checkbox');
  if ((await several.count()) > 0) {
    await several.first().tap();
    await page.getByRole('button', { name: /^选好了/ }).tap();
  } else {
    await page.getByRole('radio').first().tap();
  }
}

const mark = (page: Page) => page.getByTestId('save-mark');

test('one person’s paper from home to the result, and the board changes in a second browser', async ({ page, browser }) => {
  test.setTimeout(240_000);
  const errors = watch(page);
  await register(page, '欧阳明月');
  await expect(page.getByRole('heading', { name: '竞赛规则' })).toBeVisible();

  const second = await browser.newContext();
  const wall = await second.newPage();
  await wall.goto(`${page.url()}/board/individuals`);
  const count = wall.getByText(/^共 \d+ 人$/);
  const before = Number(/\d+/.exec(await count.innerText())?.[0]);

  await start(page);
  const of = Number(/\/(\d+) 题/.exec(await page.getByText(/^第 1\//).innerText())?.[1]);
  const half = Math.floor(of / 2);
  for (let number = 1; number <= half; number += 1) await answer(page, number, of);
  await expect(page.getByText(`第 ${half + 1}/${of} 题`)).toBeVisible();
  await expect(mark(page)).toHaveText('已保存');

  // A reload finds the same question, the same answers and the right time.
  const left = await page.getByTestId('time-left').innerText();
  await page.reload();
  await expect(page.getByText(`第 ${half + 1}/${of} 题`)).toBeVisible();
  expect((await page.getByTestId('time-left').innerText()) <= left).toBe(true);
  await page.getByRole('button', { name: '上一题' }).tap();
  await expect(page.locator('[aria-checked="true"]')).toHaveCount(1);
  await page.getByRole('button', { name: '下一题', exact: true }).tap();

  // All but the last two; the hand-in names them and leads to each.
  for (let number = half + 1; number <= of - 2; number += 1) await answer(page, number, of);
  await page.getByTestId('hand-in').tap();
  const ask = page.getByRole('dialog', { name: '确认交卷？' });
  await expect(ask).toContainText('还有 2 题未答');
  await ask.getByRole('button', { name: String(of) }).tap();
  await expect(page.getByText(`第 ${of}/${of} 题`)).toBeVisible();
  await page.getByRole('radio').or(page.getByRole('checkbox')).first().tap();
  await page.getByTestId('hand-in').tap();
  await expect(ask).toContainText('还有 1 题未答');
  await ask.getByRole('button', { name: '交卷' }).tap();

  await expect(page.getByTestId('points')).toHaveText(/^\d+(\.\d+)?$/);
  await expect(page.getByText('新的最好成绩')).toBeVisible();
  await expect(page.getByText('我的排名')).toBeVisible();
  const points = await page.getByTestId('points').innerText();

  await expect(count).toHaveText(`共 ${before + 1} 人`, { timeout: 20_000 });
  await page.getByRole('button', { name: '个人排行榜' }).tap();
  await expect(page.getByTestId('my-line')).toContainText(points);

  // The paper is over: its address leads to the result.
  await page.goto(page.url().replace(/\/board.*/, ''));
  await page.getByRole('link', { name: /^第 1 次/ }).tap();
  await expect(page.getByTestId('points')).toHaveText(points);
  expect(errors).toEqual([]);
  await second.close();
});

test('answers given without a line are kept, told, and sent when it is back', async ({ page, context }) => {
  await register(page, '张三');
  await start(page);
  await page.getByRole('radio').nth(1).tap();
  await expect(mark(page)).toHaveText('已保存');
  await context.setOffline(true);
  await expect(page.getByText(/^第 2\//)).toBeVisible();
  await page.getByRole('radio').nth(2).tap();
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await context.setOffline(false);
  await expect(mark(page)).toHaveText('已保存', { timeout: 25_000 });
});

test('going back asks before it leaves a paper', async ({ page }) => {
  await register(page, '李四');
  await start(page);
  await page.goBack();
  const ask = page.getByRole('dialog', { name: '离开试卷？' });
  await ask.getByRole('button', { name: '继续答题' }).tap();
  await expect(ask).toBeHidden();
  await expect(page.getByText(/^第 1\//)).toBeVisible();
  await page.goBack();
  await ask.getByRole('button', { name: '离开' }).tap();
  await page.getByRole('button', { name: '继续作答' }).tap();
  await expect(page.getByText(/^第 1\//)).toBeVisible();
});

test('a paper can be answered by keyboard alone', async ({ page }) => {
  await register(page, '王五');
  await start(page);
  await page.keyboard.press('b');
  await expect(page.getByText(/^第 2\//)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio').nth(1)).toBeChecked();
  await page.keyboard.press('3');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^第 2\//)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio').nth(2)).toBeChecked();
});
