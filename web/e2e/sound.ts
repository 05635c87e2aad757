import { AxeBuilder } from '@axe-core/playwright';

import { atRest } from './layout';
import { expect, type Page } from './test';

/** axe finds nothing serious on the page shown. */
export async function expectSound(page: Page, name: string): Promise<void> {
  // Colours in the middle of a transition are nobody's.
  await atRest(page);
  // No page of ours has frames: the other mode would open a page of its own for each, and take this one out of sight.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode().analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
  expect(told, `${name} at ${page.url()}`).toEqual([]);
}
