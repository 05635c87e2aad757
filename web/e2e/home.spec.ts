import { demoContest, password, register, signOut } from './person';
import { expect, test } from './test';

test('settings are remembered, are in reach on every page, and dark follows the phone until one says otherwise', async ({ page }) => {
  const html = page.locator('html');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`/c/${demoContest}`);
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(html).toHaveAttribute('data-theme', 'light');
  for (const end of ['/sign-in', '/unit', '/register', '/reset', '/board/individuals', '/board/units', '/nowhere']) {
    await page.goto(`/c/${demoContest}${end}`);
    await expect(page.getByRole('button', { name: '大字与显示设置' })).toBeVisible();
  }
  await page.getByRole('button', { name: '大字与显示设置' }).tap();
  const sheet = page.getByRole('dialog', { name: '大字与显示设置' });
  await sheet.getByRole('switch', { name: '大字' }).tap();
  await sheet.getByText('深色', { exact: true }).last().tap();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await sheet.getByRole('button', { name: '完成' }).tap();
  await page.reload();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await expect(html).toHaveAttribute('data-type', 'large');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('20px');
});

test('who registers a second time is told so, and led to sign in', async ({ page }) => {
  const number = await register(page, '许一');
  await signOut(page);
  await page.goto(`/c/${demoContest}/register`);
  await page.getByLabel('姓名').fill('许一');
  await page.getByLabel('工号').fill(number);
  await page.getByLabel('密码').fill(`${password}-new`);
  await page.getByLabel('我已阅读并同意隐私说明').check();
  await page.getByRole('button', { name: '报名参赛' }).tap();
  await expect(page.getByText('这个工号可能已经报过名')).toBeVisible();
  await page.getByRole('alert').getByRole('link', { name: '登录' }).tap();
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
});

test('the host, the hot-line and the registration of the site stand under every page, and the hot-line on every error', async ({ page }) => {
  await page.goto(`/c/${demoContest}/sign-in`);
  const foot = page.locator('footer');
  await expect(foot).toContainText('主办单位 辽宁省安全生产演示办公室');
  await expect(foot).toContainText('咨询电话 024-0000 0000');
  await expect(foot).toContainText('辽ICP备00000000号');
  await page.route(/\/leaderboards\//, (route) => route.abort());
  await page.goto(`/c/${demoContest}/board/units`);
  const note = page.getByRole('alert');
  await expect(note).toContainText('连不上服务器');
  await expect(note).toContainText('咨询电话 024-0000 0000');
  await expect(note).toContainText('错误编号 unreachable');
});

test('somebody before their first attempt can change their unit, and sees it', async ({ page }) => {
  await register(page, '许二');
  await page.goto(`/c/${demoContest}/account`);
  await page.getByRole('button', { name: '更改单位' }).tap();
  await page.getByRole('searchbox').fill('hpqyjgl');
  await page.getByText('找到 1 个单位').waitFor();
  await page.getByRole('button', { name: /^和平区应急管理局/ }).tap();
  await page.getByText('改为和平区应急管理局？').waitFor();
  await page.getByRole('button', { name: '确定' }).tap();
  await expect(page.getByText('单位已更改')).toBeVisible();
  await expect(page.getByText('辽宁省 › 沈阳市 › 和平区 › 和平区应急管理局')).toBeVisible();
  await page.getByRole('link', { name: '返回' }).tap();
  await expect(page.getByRole('link', { name: /^许二.*和平区应急管理局$/ })).toBeVisible();
});
