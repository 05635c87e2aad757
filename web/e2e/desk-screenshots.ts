/**
 * Screenshots of each page of the desk, of the wall and of the result: usual, empty, failing and with long
 * names, at 1440 × 900 and 360 × 780, light and dark. They go to the folder SCREENSHOTS, or
 * test-results/screenshots.
 */
import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';

import { liaison, organizer, signIn, watch } from './desk-person';

const folder = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const sizes = [
  { name: '1440', width: 1440, height: 900 },
  { name: '360', width: 360, height: 780 },
];
const usual = process.env.SCREENSHOTS_OF;

test.use({ deviceScaleFactor: 1 });

/** Each size and theme of the page that is open. */
async function shots(page: Page, name: string, themes = ['light', 'dark']): Promise<void> {
  if (usual !== undefined && !name.includes(usual)) return;
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const theme of themes) {
      await page.evaluate((dark) => {
        document.documentElement.dataset.theme = dark ? 'dark' : 'light';
      }, theme === 'dark');
      // Transitions come to rest.
      await page.waitForTimeout(250);
      const path = join(folder, `desk-${name}-${size.name}${theme === 'dark' ? '-dark' : ''}.png`);
      await page.screenshot({ path, animations: 'disabled', fullPage: size.width === 360 });
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${name} at ${size.name} is not wider than the screen`).toBeLessThanOrEqual(size.width);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('each page of an organizer', async ({ page }) => {
  test.setTimeout(600_000);
  const errors = watch(page);
  await page.goto('/desk/sign-in');
  await page.getByText('用工号登录').waitFor();
  await shots(page, 'sign-in');
  await signIn(page, organizer);
  await page.getByRole('table').waitFor();
  await shots(page, 'contests');
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('参与进度').waitFor();
  await page.getByText('应参加').waitFor();
  const base = page.url();
  await shots(page, 'overview');
  await page.getByRole('button', { name: '延期' }).click();
  await shots(page, 'extend', ['light']);
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByRole('button', { name: '提前结束' }).click();
  await shots(page, 'close', ['light']);
  await page.getByRole('button', { name: '取消' }).click();
  for (const by of ['region', 'unit', 'sector', 'day']) {
    await page.goto(`${base}/turnout?by=${by}`);
    await page.getByRole('img').waitFor({ timeout: 60_000 });
    await shots(page, `turnout-${by}`);
  }
  for (const [name, path] of [
    ['absentees', 'absentees'],
    ['units', 'board/units'],
    ['individuals', 'board/individuals'],
    ['people', 'people'],
    ['audit', 'audit'],
  ] as const) {
    await page.goto(`${base}/${path}`);
    await page.getByRole('table').or(page.locator('.panel h2')).first().waitFor();
    await shots(page, name);
  }
  await page.goto(`${base}/people`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('不是联络员').waitFor();
  await shots(page, 'person');
  await page.goto(`${base}/settings`);
  await page.getByText('共 70 题').waitFor();
  await shots(page, 'settings', ['light']);
  await page.goto(`${base}/import`);
  await shots(page, 'import');
  await page.goto(`${base}/requests`);
  await page.getByText('没有待处理的申请').waitFor();
  await shots(page, 'requests-empty', ['light']);
  await page.goto(`${base}/commend`);
  await shots(page, 'commend-early', ['light']);
  await page.goto('/desk/contests/new');
  await page.getByText('共 70 题').waitFor();
  await shots(page, 'new');
  await page.getByRole('button', { name: '新建竞赛' }).click();
  await page.getByText('不能为空').first().waitFor();
  await shots(page, 'new-refused', ['light']);
  expect(errors).toEqual([]);
});

test('each page of a liaison', async ({ page }) => {
  test.setTimeout(300_000);
  const errors = watch(page);
  await signIn(page, liaison);
  await page.getByText('单位名次').waitFor();
  const base = page.url();
  await shots(page, 'liaison');
  for (const path of ['absentees', 'people', 'requests', 'import', 'board/units', 'board/individuals', 'turnout']) {
    await page.goto(`${base}/${path}`);
    await page.waitForTimeout(600);
    await shots(page, `liaison-${path.replace('/', '-')}`, ['light']);
  }
  expect(errors).toEqual([]);
});

test('the wall and the result', async ({ page }) => {
  test.setTimeout(300_000);
  const errors = watch(page);
  await page.goto('/wall/1');
  await page.getByText(/^实时/).waitFor();
  await shots(page, 'wall');
  await page.goto('/results/1');
  await page.getByText('还没有公布').waitFor();
  await shots(page, 'results-empty', ['light']);
  expect(errors).toEqual([]);
});
