/** A question that somebody answered wrongly is withdrawn: looked for, tried, decided, told, and taken back. */
import { shortContest } from './contest';
import { organizer, signIn } from './desk-person';
import { answer, handIn, length } from './paper';
import { register, start } from './person';
import { expect, test, type Page } from './test';

const slow = { timeout: 60_000 };
const reason = '题干有歧义，专家组认定两个选项均可';

test.beforeEach(({ page }) => page.setViewportSize({ width: 1440, height: 900 }));

/** Somebody with a paper handed in, every question answered by its first option, on the page of the result. */
async function handedIn(page: Page, name: string, contest: number): Promise<Page> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the test has a browser');
  const context = await browser.newContext({ baseURL: new URL(page.url()).origin, viewport: { width: 360, height: 780 }, hasTouch: true });
  const phone = await context.newPage();
  await register(phone, name, contest);
  await start(phone);
  const questions = await length(phone);
  for (let number = 1; number <= questions; number += 1) await answer(phone, number);
  await handIn(phone);
  await expect(phone.getByTestId('points')).toBeVisible();
  return phone;
}

test('a question is withdrawn after a trial, the result follows, the review tells it, and it can count again', async ({ page, request }) => {
  test.setTimeout(240_000);
  const contest = await shortContest(request, { name: '撤题的竞赛' });
  await signIn(page, organizer);
  const phone = await handedIn(page, '欧阳撤题', contest);
  const points = async () => Number(await phone.getByTestId('points').innerText());
  const before = await points();
  const result = phone.url();
  await phone.getByRole('button', { name: '查看答案解析' }).click();
  // One option of a question with several is never all of its key.
  const card = phone.getByRole('article').filter({ hasText: '多选' });
  await expect(card).toContainText(/错误|部分正确/);
  const stem = await card.getByRole('heading').innerText();

  await page.goto(`/desk/c/${contest}`);
  await page.getByRole('link', { name: '试题' }).click(slow);
  await expect(page.getByText('答案和依据在竞赛结束后显示。')).toBeVisible();
  await page.getByLabel(/^编号，或题干/).fill(stem.slice(0, 60));
  await page.getByRole('button', { name: '查找' }).click();
  const row = page.getByRole('row').filter({ hasText: stem });
  await expect(row).toContainText('按答案计分', slow);
  const id = await row.getByRole('cell').first().innerText();
  await row.locator('summary').click();
  await expect(row.getByRole('listitem').first()).toBeVisible();

  await row.getByRole('button', { name: '撤题' }).click();
  const dialog = page.getByRole('dialog', { name: `撤题：${id}` });
  const confirm = dialog.getByRole('button', { name: '确认撤题' });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(/^不计分/).check();
  await dialog.getByRole('button', { name: '试算' }).click();
  await expect(confirm).toBeEnabled();
  await dialog.getByLabel(/^全员得分/).check();
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('button', { name: '试算' }).click();
  const trial = dialog.getByTestId('trial');
  await expect(trial).toContainText(/已交卷（份）\s*1\D/);
  await expect(trial).toContainText(/成绩变化（人）\s*1\D/);
  const change = trial.getByRole('row').filter({ hasText: '欧阳撤题' });
  const [, was, is] = /(\S+) → (\S+)/.exec(await change.innerText()) ?? [];
  expect(Number(was)).toBe(before);
  expect(Number(is)).toBeGreaterThan(before);
  await confirm.click();
  await expect(dialog.getByText('写明原因')).toBeVisible();
  await dialog.getByLabel(/^原因/).fill(reason);
  await confirm.click();
  await expect(page.getByText(`${id} 已撤题，全员得分；重新评分 1 份试卷，涉及 1 人。`)).toBeVisible();
  await expect(row).toContainText('全员得分');
  await expect(row).toContainText(reason);

  await phone.reload();
  await expect(card).toContainText('本题已撤销，全员得分');
  await expect(card).not.toContainText(/错误|部分正确|正确答案/);
  await expect(phone.locator('body')).not.toContainText(reason);
  await phone.goto(result);
  await expect.poll(points).toBe(Number(is));

  await page.goto(`/desk/c/${contest}/questions`);
  await page.getByRole('switch', { name: '只看已撤销' }).click();
  await expect(page.getByRole('row')).toHaveCount(2, slow);
  await row.getByRole('button', { name: '更改' }).click();
  await dialog.getByLabel(/^恢复计分/).check();
  await dialog.getByRole('button', { name: '试算' }).click();
  await expect(trial).toContainText(`${is} → ${was}`);
  await dialog.getByLabel(/^原因/).fill('复核后认定题目无误');
  await dialog.getByRole('button', { name: '确认恢复' }).click();
  await expect(page.getByText(`${id} 已恢复计分`)).toBeVisible();
  await phone.reload();
  await expect.poll(points).toBe(before);

  await page.getByRole('link', { name: '操作记录' }).last().click();
  await expect(page.getByRole('row').filter({ hasText: '撤题' }).filter({ hasText: reason })).toContainText('由按答案计分改为全员得分', slow);
  await phone.context().close();
});
