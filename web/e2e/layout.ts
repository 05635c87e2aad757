import { expect, type Page } from '@playwright/test';

/**
 * What does not fit on the page shown: the page wider than the screen, something that sticks out of
 * it, or text that is cut off by its own box. What can be scrolled sideways may be wider.
 */
export async function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    const name = (element: Element) => `${element.tagName}.${element.className} “${(element.textContent ?? '').trim().slice(0, 20)}”`;
    const scrolls = (element: Element | null): boolean => {
      for (let at = element; at !== null; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    for (const element of Array.from(document.body.querySelectorAll<HTMLElement>('*'))) {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden' || element.closest('.spoken, svg, .van-overlay')) continue;
      if (!scrolls(element) && (box.right > width + 0.5 || box.left < -0.5)) found.push(`sticks out: ${name(element)}`);
      const hasText = Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      const cuts = style.overflowX !== 'visible' && !/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const cutsDown = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      if (hasText && (cuts || cutsDown) && !(element instanceof HTMLInputElement)) found.push(`is cut: ${name(element)}`);
      // A word broken out of a box that is too narrow for it.
      if (hasText && element.scrollWidth > Math.ceil(box.width) + 1 && style.overflowX === 'visible' && style.display !== 'inline') {
        found.push(`overflows: ${name(element)}`);
      }
    }
    return found;
  });
}

/**
 * Once what moves has come to rest. What goes on for ever, as the shape of what is waited for does, is let be;
 * a transition begins only in the frame after the one in which its element came.
 */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForFunction(() =>
    document.getAnimations().every((it) => it.playState !== 'running' || it.effect?.getComputedTiming().endTime === Infinity),
  );
}

export async function expectNothingCut(page: Page, where: string): Promise<void> {
  await atRest(page);
  expect(await misfits(page), where).toEqual([]);
}
