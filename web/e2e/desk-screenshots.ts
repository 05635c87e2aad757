/**
 * Screenshots of each page of the desk, of the wall and of the result: usual, empty, failing, with long names
 * and in large type; at 1440 × 900 light and dark, and at 390 × 844. The few that are kept in the repository go
 * to docs/screenshots, all others to a folder beside them that is not.
 */
import { join } from 'node:path';

import { eachBeginning, eachDialog, eachOf, eachOfTheEnd, eachTask, ofLiaisons, ofOrganizers, visit, wall } from './desk-pages';
import { liaison, organizer, signIn } from './desk-person';
import { withFailures, withLongNames, withNothing } from './desk-states';
import { atRest, misfits } from './layout';
import { prefer } from './pages';
import { expect, test, type Page } from './test';

const folder = process.env.SCREENSHOTS ?? join(import.meta.dirname, '../../docs/screenshots');
const kept = ['1440-light/desk-turnout-region', '1440-light/desk-overview', '1440-light/desk-codes', '390-light/desk-liaison-overview'];

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

interface Kind {
  size: typeof wide;
  theme?: 'light' | 'dark';
  large?: boolean;
}

const nameOf = ({ size, theme = 'light', large = false }: Kind) => `${size.width}-${theme}${large ? '-large' : ''}`;

/** Takes a picture of the page, and looks whether something is cut or sticks out. */
function shots(page: Page, kind: Kind, prefix = ''): (name: string) => Promise<void> {
  return async (name) => {
    await atRest(page);
    const file = `${nameOf(kind)}/desk-${prefix}${name}`;
    const path = kept.includes(file) ? join(folder, `${file.split('/').pop()}.png`) : join(folder, 'all', `${file}.png`);
    await page.screenshot({ path, animations: 'disabled', fullPage: kind.size === phone });
    expect.soft(await misfits(page), file).toEqual([]);
  };
}

function set(title: string, kind: Kind, walk: (page: Page, look: ReturnType<typeof shots>) => Promise<void>, prefix = ''): void {
  test(`${nameOf(kind)}: ${title}`, async ({ page }) => {
    test.setTimeout(600_000);
    await page.setViewportSize(kind.size);
    await prefer(page, { theme: kind.theme ?? 'light', large: kind.large ?? false });
    await walk(page, shots(page, kind, prefix));
  });
}

test.use({ deviceScaleFactor: 1 });

for (const kind of [{ size: wide }, { size: wide, theme: 'dark' }, { size: wide, large: true }, { size: phone }] as const) {
  set('each page of an organizer', kind, async (page, look) => {
    await visit(page, '/desk/sign-in');
    await look('sign-in');
    await wall(page, look);
    await signIn(page, organizer);
    await eachOf(page, ofOrganizers, look);
  });
  set('dialogs and tasks', kind, async (page, look) => {
    await signIn(page, organizer);
    await eachDialog(page, look);
    await eachTask(page, look);
  });
  set('the first and the last pages', kind, async (page, look) => {
    await eachBeginning(page, look);
    await signIn(page, organizer);
    await eachOfTheEnd(page, look);
  });
}

for (const kind of [{ size: phone }, { size: phone, large: true }, { size: phone, theme: 'dark' }] as const) {
  set('each page of a liaison', kind, async (page, look) => {
    await signIn(page, liaison);
    await eachOf(page, ofLiaisons, look);
  }, 'liaison-');
}

for (const [state, begin] of [
  ['long', withLongNames],
  ['empty', withNothing],
  ['failing', withFailures],
] as const) {
  set(`an organizer, ${state}`, { size: wide }, async (page, look) => {
    await signIn(page, organizer);
    await begin(page);
    await eachOf(page, ofOrganizers, (name) => look(`${name}-${state}`));
  });
  set(`a liaison, ${state}`, { size: phone }, async (page, look) => {
    await signIn(page, liaison);
    await begin(page);
    await eachOf(page, ofLiaisons, (name) => look(`${name}-${state}`));
  }, 'liaison-');
}
