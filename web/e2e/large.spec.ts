import { test } from '@playwright/test';

import { expectNothingCut } from './layout';
import { eachPage, prefer } from './pages';

for (const large of [true, false]) {
  test(`at 360 px nothing is cut on any page, in ${large ? 'the large' : 'the usual'} type`, async ({ page }) => {
    test.setTimeout(180_000);
    await prefer(page, { large });
    await eachPage(page, async (name) => {
      await page.waitForTimeout(400);
      await expectNothingCut(page, name);
    });
  });
}
