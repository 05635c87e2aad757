import { expectNothingCut } from './layout';
import { eachPage, prefer } from './pages';
import { eachEmpty, eachFailing, eachLong } from './states';
import { test } from './test';
test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const large of [true, false]) {
  test(`at 360 px nothing is cut on any page, in ${large ? 'the large' : 'the usual'} type`, async ({ page }) => {
    test.setTimeout(180_000);
    await prefer(page, { large });
    await eachPage(page, (name) => expectNothingCut(page, name));
  });
}

test('at 360 px nothing is cut in the large type either where pages are empty, fail, or bear long names', async ({ page }) => {
  test.setTimeout(240_000);
  await prefer(page, { large: true });
  for (const pages of [eachEmpty, eachLong, eachFailing]) {
    await pages(page, (name) => expectNothingCut(page, name));
    await page.evaluate(() => localStorage.removeItem('ankao.session'));
  }
});
