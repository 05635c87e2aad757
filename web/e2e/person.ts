import { expect, type Page } from '@playwright/test';

/** The contest that the demo brings. */
export const demoContest = 1;
export const password = 'anquan-2026';

let registered = 0;

/** An employee number that nobody else has, on whatever server this runs. */
export function newNumber(): string {
  registered += 1;
  return `E${Date.now() % 1e9}${registered}`;
}

/** Somebody new of the first unit that a search finds: registered, signed in, and at home. Their number is the answer. */
export async function register(page: Page, name: string, contest = demoContest, unit = '公司'): Promise<string> {
  const number = newNumber();
  await page.goto(`/c/${contest}`);
  await page.getByRole('link', { name: '报名参赛' }).or(page.getByRole('button', { name: '报名参赛' })).click();
  await page.getByRole('searchbox', { name: '查找单位' }).fill(unit);
  await page.getByText(/个单位$|^单位较多/).waitFor();
  await page.locator('.units button').first().click();
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('工号').fill(number);
  await page.getByLabel('密码').fill(password);
  await page.getByLabel('我已阅读并同意隐私说明').check();
  await page.getByRole('button', { name: '报名参赛' }).click();
  await expect(page.getByRole('button', { name: '退出登录' })).toBeVisible();
  return number;
}

/** On the sign-in page, with the unit chosen already on this phone. */
export async function signIn(page: Page, number: string): Promise<void> {
  await page.getByLabel('工号').fill(number);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page.getByRole('button', { name: '退出登录' })).toBeVisible();
}

/** Into another contest, by who is signed in. */
export async function join(page: Page, contest: number): Promise<void> {
  await page.goto(`/c/${contest}`);
  await page.getByRole('button', { name: '加入本次竞赛' }).click();
}

/** Signs out, and waits until it has happened: what is opened sooner would be opened by who is still there. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: '退出登录' }).tap();
  await page.getByRole('button', { name: '已报名，登录' }).waitFor();
}

/** From home to the first question. */
export async function start(page: Page): Promise<void> {
  await page.locator('#app').getByRole('button', { name: '开始答题' }).click();
  await page.getByRole('dialog', { name: '现在开始？' }).getByRole('button', { name: '开始答题' }).click();
  await expect(page.getByText(/^第 1\/\d+ 题$/)).toBeVisible();
}
