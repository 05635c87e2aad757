/**
 * Screenshots of every phone page in its usual, empty, long-named and failing states and in large
 * type, on three screens, light and dark. The few that are kept in the repository go to docs/screenshots,
 * all others to a folder beside them that is not.
 */
import { join } from 'node:path';

import { atRest } from './layout';
import { eachPage, prefer } from './pages';
import { eachEmpty, eachFailing, eachLong } from './states';
import { test, type Page } from './test';

const folder = process.env.SCREENSHOTS ?? join(import.meta.dirname, '../../docs/screenshots');

const screens = [
  { width: 360, height: 780 },
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

for (const screen of screens) {
  for (const theme of ['light', 'dark'] as const) {
    for (const large of [false, true]) {
      const set = `${screen.width}-${theme}${large ? '-large' : ''}`;
      /** The smallest screen as most people have it is what the repository shows. */
      const isKept = set === '360-light';

      test.describe(set, () => {
        test.use({ viewport: screen, deviceScaleFactor: 1 });

        const walk = (name: string, pages: (page: Page, look: (name: string) => Promise<void>) => Promise<void>) =>
          test(name, async ({ page }) => {
            test.setTimeout(240_000);
            await prefer(page, { theme, large });
            await pages(page, async (shot) => {
              await atRest(page);
              const path = isKept ? join(folder, `${shot}.png`) : join(folder, 'all', set, `${shot}.png`);
              await page.screenshot({ path, animations: 'disabled' });
            });
          });

        walk('usual', eachPage);
        walk('empty', eachEmpty);
        walk('long-named', eachLong);
        walk('failing', eachFailing);
      });
    }
  }
}
