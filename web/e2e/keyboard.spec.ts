import { shortContest } from './contest';
import { atQuestion, mark } from './paper';
import { password } from './person';
import { expect, test, type Page } from './test';

/** Tabs until what has the focus is called so; the page has to let one get there. */
async function tabTo(page: Page, name: RegExp | string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const said = await page.evaluate(() => {
      const at = document.activeElement;
      // Between the last and the first of the page the focus is nowhere, and the whole page's text is no name.
      if (at === document.body) return '';
      const labels = at instanceof HTMLInputElement ? Array.from(at.labels ?? [], (label) => label.innerText) : [];
      return [at?.getAttribute('aria-label') ?? '', ...labels, at instanceof HTMLElement ? at.innerText : ''].join(' ').trim();
    });
    if (typeof name === 'string' ? said.includes(name) : name.test(said)) return;
  }
  throw new Error(`no Tab leads to ${name}`);
}

async function enter(page: Page, name: RegExp | string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** A dialog that is called so is there and has the focus: a key that is pressed sooner would go to the page behind it. */
async function opened(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name });
  await expect(dialog).toBeVisible();
  await expect.poll(() => dialog.evaluate((it) => it.contains(document.activeElement))).toBe(true);
}

test('from the link to the result by keyboard alone', async ({ page, request }) => {
  const contest = await shortContest(request, { name: '键盘答题' });
  await page.goto(`/c/${contest}`);
  await page.getByRole('button', { name: '报名参赛' }).waitFor();
  await enter(page, '报名参赛');
  await tabTo(page, '查找单位');
  await page.keyboard.type('gongdian');
  await page.getByText(/^找到|^单位较多|^没有找到/).waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('hpqyjgl');
  await page.getByText('找到 1 个单位').waitFor();
  await enter(page, '和平区应急管理局');
  await page.getByLabel('姓名').waitFor();
  await tabTo(page, '姓名');
  await page.keyboard.type('冯一');
  await tabTo(page, '工号');
  await page.keyboard.type(`K${Date.now() % 1e9}`);
  await tabTo(page, '密码');
  await page.keyboard.type(password);
  await tabTo(page, '我已阅读并同意');
  await page.keyboard.press('Space');
  await enter(page, /^报名参赛/);

  // Settings: large type, and back where one was.
  await page.getByRole('button', { name: '退出登录' }).waitFor();
  await enter(page, '大字与显示设置');
  await opened(page, '大字与显示设置');
  await tabTo(page, /^大字/);
  await page.keyboard.press('Space');
  await expect(page.locator('html')).toHaveAttribute('data-type', 'large');
  await page.keyboard.press('Space');
  await expect(page.locator('html')).not.toHaveAttribute('data-type', 'large');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: '大字与显示设置' })).toBeFocused();

  await enter(page, '开始答题');
  await opened(page, '现在开始？');
  await enter(page, '开始答题');
  await expect(atQuestion(page, 1)).toBeVisible();

  // Letters and figures choose, arrows turn, Enter goes on.
  await page.keyboard.press('b');
  await expect(atQuestion(page, 2)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio').nth(1)).toBeChecked();
  await page.keyboard.press('3');
  await expect(atQuestion(page, 2)).toBeVisible();
  await enter(page, /^A/);
  await expect(atQuestion(page, 3)).toBeVisible();
  await page.keyboard.press('4');
  await expect(atQuestion(page, 4)).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('c');
  await expect(page.getByRole('checkbox').nth(2)).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(atQuestion(page, 5)).toBeVisible();
  await expect(mark(page)).toHaveText('已保存');

  // The answer card holds the focus until Escape; then one is back.
  await enter(page, '答题卡');
  await opened(page, '答题卡');
  for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('[role="dialog"]')?.getAttribute('aria-label'))).toBe('答题卡');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('card')).toBeFocused();

  await enter(page, /^交卷/);
  await opened(page, '确认交卷？');
  await expect(page.getByRole('dialog', { name: '确认交卷？' })).toContainText('还有 1 题未答');
  await enter(page, /^交卷/);
  await expect(page.getByTestId('points')).toBeVisible();
  // The points are what the hand-in answered; the ways from here come with the rest.
  await page.getByRole('button', { name: '查看答案解析' }).waitFor();
  await enter(page, '查看答案解析');
  await expect(page.getByRole('heading', { name: '答案解析' })).toBeVisible();
});
