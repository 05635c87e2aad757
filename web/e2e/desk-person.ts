import { expect, type Page } from '@playwright/test';

export const organizer = 'zhuban';
export const liaison = 'lianluo';
export const password = 'anquan-2026';

/** Signs in at the desk by login; the page it opens is the list of contests, or the only one. */
export async function signIn(page: Page, login: string, secret = password): Promise<void> {
  await page.goto('/desk/sign-in');
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码').fill(secret);
  await page.getByRole('button', { name: '登录管理台' }).click();
  await expect(page.getByRole('button', { name: '退出登录' })).toBeVisible();
}

/** Nothing may go wrong unseen: no error in the console, and so no breach of the CSP. */
export function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A request that is refused on purpose is told by the browser too.
    const isExpected = message.text().startsWith('Failed to load resource');
    if (!isExpected && ['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  return errors;
}
