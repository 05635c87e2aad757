import { shortContest } from './contest';
import { answer, handIn, mark, practise } from './paper';
import { demoContest, register, start } from './person';
import { expect, test } from './test';

test('practice marks each question at once, says where the law says it, and counts for nothing', async ({ page }) => {
  await register(page, '何一');
  await page.getByRole('link', { name: '练习' }).tap();
  await page.getByText(/^第 1\/20 题/).waitFor();
  for (let number = 1; number <= 20; number += 1) {
    await expect(page.getByText(new RegExp(`^第 ${number}/20 题`))).toBeVisible();
    await practise(page);
    await expect(page.getByText(/^《.+》第.+条/).first()).toBeVisible();
    await page.getByRole('button', { name: number < 20 ? '下一题' : '看结果' }).tap();
  }
  await expect(page.getByText(/^练完 20.题，答对 \d+.题$/)).toBeVisible();
  await page.getByRole('button', { name: '再练一组' }).tap();
  await expect(page.getByText(/^第 1\/20 题 · 答对 0.题$/)).toBeVisible();
  await page.getByRole('link', { name: '返回' }).tap();
  await expect(page.getByText('今日还可作答 10 次')).toBeVisible();
});

test('what was missed goes into the mistakes book by itself, and leaves it when it is mastered', async ({ page, request }) => {
  const contest = await shortContest(request, { name: '错题本' });
  await register(page, '何二', contest);
  await start(page);
  await answer(page, 1);
  await expect(mark(page)).toHaveText('已保存');
  await handIn(page);
  await page.getByRole('button', { name: '查看答案解析' }).tap();
  await page.getByRole('link', { name: '错题本' }).tap();
  const cards = page.getByRole('article');
  await expect(cards.first()).toBeVisible();
  const before = await cards.count();
  expect(before).toBeGreaterThanOrEqual(4);
  await cards.first().getByRole('button', { name: '已掌握' }).tap();
  await expect(cards).toHaveCount(before - 1);
  await page.getByRole('button', { name: '放回' }).tap();
  await expect(cards).toHaveCount(before);
  await page.getByRole('button', { name: '重练错题' }).tap();
  await practise(page);
  await page.getByRole('button', { name: '已掌握' }).tap();
  await expect(page.getByText('已移出错题本')).toBeVisible();
});

test('until the contest is over neither review, practice nor mistakes show a key, and each says from when', async ({ page, request }) => {
  const contest = await shortContest(request, { review: 'after_close', name: '结束后公布' });
  const bodies: string[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) bodies.push(await response.text().catch(() => ''));
  });
  await register(page, '何三', contest);
  await start(page);
  await answer(page, 1);
  await handIn(page);
  await expect(page.getByText(/^答案解析在竞赛结束（.+）后可以查看$/)).toBeVisible();
  await page.goto(`/c/${contest}/mistakes`);
  await expect(page.getByText(/^竞赛结束后（.+），没答对的题会出现在这里。$/)).toBeVisible();
  await page.goto(`/c/${contest}/practice`);
  await expect(page.getByText(/^竞赛结束后（.+）/)).toBeVisible();
  const stemsOf = (body: string) => Array.from(body.matchAll(/"stem":"([^"]+)"/g), ([, stem]) => stem);
  const asked = new Set(bodies.filter((body) => body.includes('"token"')).flatMap(stemsOf));
  expect(asked.size).toBe(5);
  const keyed = bodies.filter((body) => body.includes('"key"')).flatMap(stemsOf);
  expect(keyed.filter((stem) => asked.has(stem))).toEqual([]);
});

test('a review that another open paper keeps back says so, and is there once that is handed in', async ({ page }) => {
  await register(page, '何四');
  await start(page);
  await answer(page, 1);
  await handIn(page);
  await expect(page.getByRole('button', { name: '查看答案解析' })).toBeVisible();
  const result = page.url();
  await page.goto(`/c/${demoContest}`);
  // Two papers of seventy questions, of some two hundred, do not go without one in common.
  await start(page);
  const second = page.url();
  for (const address of [result, result.replace(/result.*/, 'review')]) {
    await page.goto(address);
    await expect(page.getByText('另一份没交的试卷里有同样的题，交卷后可以查看答案解析')).toBeVisible();
    await expect(page.getByText(/竞赛结束/)).toHaveCount(0);
  }
  await page.goto(`/c/${demoContest}/mistakes`);
  await expect(page.getByText('正在作答的试卷考到的错题，交卷后才列出。')).toBeVisible();
  await page.goto(second);
  await handIn(page);
  await expect(page.getByTestId('points')).toBeVisible();
  await page.goto(result);
  await expect(page.getByRole('button', { name: '查看答案解析' })).toBeVisible();
});
