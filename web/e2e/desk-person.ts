import { expect, type Page } from '@playwright/test';

import { password } from './person';

export const organizer = 'zhuban';
export const liaison = 'lianluo';

/** Signs in at the desk by login; the page it opens is the list of contests, or the only one. */
export async function signIn(page: Page, login: string, secret = password): Promise<void> {
  await page.goto('/desk/sign-in');
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码').fill(secret);
  await page.getByRole('button', { name: '登录管理台' }).click();
  await expect(page.getByRole('button', { name: '退出登录' })).toBeVisible();
}
