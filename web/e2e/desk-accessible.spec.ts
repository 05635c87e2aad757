/** axe on every page of the desk: usual, empty, failing, refused, with long names; light, dark, large, on a phone. */
import { eachBeginning, eachDialog, eachOf, eachOfTheEnd, eachTask, ofLiaisons, ofOrganizers, visit, wall } from './desk-pages';
import { liaison, organizer, signIn } from './desk-person';
import { withFailures, withLongNames, withNothing } from './desk-states';
import { prefer } from './pages';
import { expectSound } from './sound';
import { expect, test, type Page } from './test';
/** One page of each kind: the same with other figures has the same faults. */
const again = ['turnout-unit', 'turnout-sector', 'audit-all'];
const kinds = ofOrganizers.filter(([name]) => !again.includes(name));

const desk = { width: 1440, height: 900 };

test.use({ viewport: desk, contextOptions: { reducedMotion: 'reduce' } });

const soundOn = (page: Page) => (name: string) => expectSound(page, name);

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.beforeEach(({ page }) => prefer(page, { theme }));

    test('no page of the desk has a serious fault', async ({ page }) => {
      test.setTimeout(420_000);
      await visit(page, '/desk/sign-in');
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await soundOn(page)('sign-in');
      await wall(page, soundOn(page));
      await signIn(page, organizer);
      await eachOf(page, kinds, soundOn(page));
    });

    test('nor has a dialog, a list of codes, or a form that is refused', async ({ page }) => {
      test.setTimeout(300_000);
      await signIn(page, organizer);
      await eachDialog(page, soundOn(page));
      await eachTask(page, soundOn(page));
    });

    test('nor have the first and the last pages', async ({ page }) => {
      test.setTimeout(180_000);
      await eachBeginning(page, soundOn(page));
      await signIn(page, organizer);
      await eachOfTheEnd(page, soundOn(page));
    });
  });
}

for (const [state, begin] of [
  ['with long names', withLongNames],
  ['while nothing has happened', withNothing],
  ['while the server fails', withFailures],
] as const) {
  test(`nor has a page ${state}`, async ({ page }) => {
    test.setTimeout(420_000);
    await signIn(page, organizer);
    await begin(page);
    await eachOf(page, kinds, soundOn(page));
  });
}

test('nor has a liaison’s page on a phone and in large type', async ({ page }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 360, height: 780 });
  await prefer(page, { large: true });
  await signIn(page, liaison);
  await eachOf(page, ofLiaisons, soundOn(page));
});

test('nor has the page of somebody without an office', async ({ page }) => {
  await signIn(page, organizer);
  await page.route('**/api/v1/me', async (route) => {
    const response = await route.fetch();
    const me = (await response.json()) as object;
    await route.fulfill({ response, json: { ...me, roles: { organizer_of_all: false, organizer: [], liaison: [] } } });
  });
  await visit(page, '/desk/contests');
  await expect(page.getByText('这个账号没有管理职责')).toBeVisible();
  await soundOn(page)('no office');
});
