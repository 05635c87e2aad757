import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

import { eachPage, prefer } from './pages';
import { eachEmpty, eachFailing, eachLong } from './states';

async function expectAccessible(page: Page, name: string): Promise<void> {
  // Colours in the middle of a transition are nobody's.
  await page.waitForTimeout(400);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

for (const theme of ['light', 'dark'] as const) {
  test(`no page has a serious fault of accessibility, ${theme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await prefer(page, { theme });
    await eachPage(page, (name) => expectAccessible(page, name));
  });

  test(`nor has one that fails, is empty or bears long names, ${theme}`, async ({ page }) => {
    test.setTimeout(300_000);
    await prefer(page, { theme });
    // What is empty or long is made of what the other pages are made of: its colours need no second look.
    for (const pages of theme === 'light' ? [eachEmpty, eachLong, eachFailing] : [eachFailing]) {
      await pages(page, (name) => expectAccessible(page, name));
      await page.evaluate(() => localStorage.removeItem('ankao.session'));
    }
  });
}
