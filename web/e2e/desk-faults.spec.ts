/** Faults that the desk once had. */
import { asOfficial, rosterContest, somebodyGraded } from './desk-api';
import { liaison, organizer, signIn } from './desk-person';
import { busy } from './paper';
import { expect, test } from './test';

const desk = { width: 1440, height: 900 };
const slow = { timeout: 60_000 };

test.beforeEach(({ page }) => page.setViewportSize(desk));

test('a file that was corrected and is chosen again is checked again', async ({ page }) => {
  await signIn(page, organizer);
  await page.goto('/desk/c/1/import?what=roster');
  const input = page.locator('input[type=file]');
  const file = (number: string) => ({
    name: '花名册.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`单位名称,姓名,工号\n没有的公司,张三,${number}\n`),
  });
  await input.setInputFiles(file('1.38E+10'));
  await expect(page.getByRole('table', { name: /^错误/ })).toBeVisible();
  // The browser tells nobody of a choice that is the same as before.
  const chooser = page.waitForEvent('filechooser');
  await page.getByText('选择文件', { exact: true }).click();
  await chooser;
  expect(await input.evaluate((it: HTMLInputElement) => it.value)).toBe('');
});

test('what failed can be tried again by the button that says so, and is not said to be done', async ({ page }) => {
  await signIn(page, organizer);
  await page.goto('/desk/c/1/people?state=unconfirmed');
  const row = page.getByRole('row').nth(1);
  await expect(row).toBeVisible(slow);
  const name = await row.getByRole('link').innerText();
  const confirmation = '**/confirmation';
  await page.route(confirmation, busy);
  await row.getByRole('button', { name: '确认' }).click();
  await expect(page.getByRole('alert')).toContainText('系统繁忙');
  await expect(page.getByText(`${name}已确认`)).toHaveCount(0);
  await page.unroute(confirmation);
  await page.getByRole('button', { name: '再试一次' }).click();
  await expect(page.getByText(`${name}已确认`)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  // As it was, for other tests.
  await row.getByRole('button', { name: '撤回确认' }).click();
  await expect(page.getByText(`${name}的确认已撤回`)).toBeVisible();
});

test('an attempt whose voiding failed is not said to be dealt with', async ({ page }) => {
  await signIn(page, organizer);
  const ask = await asOfficial(page.request);
  await page.goto(`/desk/c/1/people/${await somebodyGraded(ask)}`);
  await page.getByRole('button', { name: '作废' }).first().click(slow);
  await page.route('**/void', busy);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^原因/).fill('替考');
  await dialog.getByRole('button', { name: '作废' }).click();
  await expect(dialog.getByRole('alert')).toContainText('系统繁忙');
  await dialog.getByRole('button', { name: '取消' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('已作废')).toHaveCount(0);
});

test('a list opens in front of the dialog that it belongs to, however many came before', async ({ page }) => {
  await signIn(page, organizer);
  await page.goto('/desk/accounts');
  const dialog = page.getByRole('dialog', { name: '新建账号' });
  for (let times = 0; times < 4; times += 1) {
    await page.getByRole('button', { name: '新建账号' }).click();
    await expect(dialog).toBeVisible();
    if (times < 3) await page.keyboard.press('Escape');
    if (times < 3) await expect(dialog).toBeHidden();
  }
  await dialog.locator('.el-select').first().click();
  await page.getByRole('option', { name: '主办方' }).click();
  await dialog.getByRole('combobox', { name: '单位或地区' }).fill('沈阳');
  await page.getByRole('option', { name: /^沈阳市/ }).first().click();
  await expect(dialog).toContainText('沈阳市');
});

test('a region that came by its number is shown by its name', async ({ page, request }) => {
  const ask = await asOfficial(request);
  const lines = [{ unit: '第一建筑公司', name: '张三', number: '1' }];
  const contest = await rosterContest(ask, '草稿', lines, false);
  await signIn(page, organizer);
  await page.goto(`/desk/c/${contest}/people?unit=1`);
  const picker = page.locator('.picker');
  await expect(picker).toContainText('辽宁省', slow);
});

test('where another official signs in on the same browser, nothing of the one before stays on the screen', async ({ page }) => {
  await signIn(page, organizer);
  await page.goto('/desk/accounts');
  await expect(page.getByText('主办方').first()).toBeVisible();
  const other = await page.context().newPage();
  await other.goto('/desk/sign-in');
  await other.getByLabel('登录名').fill(liaison);
  await other.getByLabel('密码').fill('anquan-2026');
  await other.getByRole('button', { name: '登录管理台' }).click();
  await expect(other.getByRole('button', { name: '退出登录' })).toBeVisible();
  const who = await other.locator('.who').textContent();
  await expect(page.locator('.who')).toHaveText(who ?? '', slow);
  await expect(page).not.toHaveURL(/accounts/);
});
