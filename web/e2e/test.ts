/** The test that all files here use: Playwright's own, and what belongs to the end of each. */
import { test as base } from '@playwright/test';

export * from '@playwright/test';

export const test = base.extend<{ routesEnd: null }>({
  routesEnd: [
    async ({ page }, use) => {
      await use(null);
      // A page asks again and again: an answer that is on its way through a route when the test ends is no failure.
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    },
    { auto: true },
  ],
});
