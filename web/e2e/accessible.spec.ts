import { eachPage, prefer } from './pages';
import { expectSound } from './sound';
import { eachEmpty, eachFailing, eachLong } from './states';
import { test } from './test';
test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const theme of ['light', 'dark'] as const) {
  test(`no page has a serious fault of accessibility, ${theme}`, async ({ page }) => {
    test.setTimeout(240_000);
    await prefer(page, { theme });
    await eachPage(page, (name) => expectSound(page, name));
  });

  test(`nor has one that fails, is empty or bears long names, ${theme}`, async ({ page }) => {
    test.setTimeout(300_000);
    await prefer(page, { theme });
    // What is empty or long is made of what the other pages are made of: its colours need no second look.
    for (const pages of theme === 'light' ? [eachEmpty, eachLong, eachFailing] : [eachFailing]) {
      await pages(page, (name) => expectSound(page, name));
      await page.evaluate(() => localStorage.removeItem('ankao.session'));
    }
  });
}
