import { execFileSync } from 'node:child_process';

import { asOfficial, rosterContest } from './desk-api';
import { organizer, signIn } from './desk-person';
import { expect, test } from './test';

const long = '内蒙古自治区鄂尔多斯市准格尔旗大路工业园区煤化工有限责任公司第一分公司安全生产监督管理委员会办公室';

/** The words of a PDF, page by page. */
function pagesOf(pdf: Buffer): string[] {
  return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString().split('\f');
}

test('every slip is printed whole, also one with the longest names', async ({ page, request }) => {
  test.setTimeout(180_000);
  const ask = await asOfficial(request);
  const lines = Array.from({ length: 40 }, (_, at) => ({
    unit: at % 3 === 0 ? long : '第一建筑公司',
    name: at % 4 === 0 ? '阿卜杜热合曼·阿卜杜克热木·买买提明' : '张三',
    number: `GH-2026-${1000 + at}`,
  }));
  const contest = await rosterContest(ask, `${long}安全生产知识`.slice(0, 60), lines);
  await signIn(page, organizer);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/desk/c/${contest}/codes`);
  await expect(page.getByText('共 40 张')).toBeVisible({ timeout: 60_000 });
  const codes = await page.locator('.slip .code').allInnerTexts();
  expect(new Set(codes).size).toBe(40);
  await expect(page.getByRole('img', { name: '参赛页面的二维码' })).toHaveCount(40);

  const pages = pagesOf(await page.pdf({ format: 'A4', margin: { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' } }));
  const pagesWith = (text: string) => pages.filter((it) => it.includes(text)).length;
  for (const code of codes) expect(pagesWith(code), code).toBe(1);
  for (const { number } of lines) expect(pagesWith(number), number).toBe(1);

  // Nothing of a slip is beyond its edges, as it lies on the paper.
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1045 });
  const cut = await page.locator('.slip').evaluateAll((slips) =>
    slips.filter((slip) => {
      const box = slip.getBoundingClientRect();
      const within = Array.from(slip.children, (child) => child.getBoundingClientRect());
      return within.some((it) => it.bottom > box.bottom || it.right > box.right || it.left < box.left);
    }).length,
  );
  expect(cut).toBe(0);
});

test('the way to the contest is there to be copied, and as a picture for a poster', async ({ page }) => {
  await signIn(page, organizer);
  await page.goto('/desk/c/1');
  const link = page.getByTestId('link');
  await expect(link).toHaveText(`${new URL(page.url()).origin}/c/1`, { timeout: 60_000 });
  await page.getByRole('button', { name: '复制链接' }).click();
  await expect(page.getByText('已复制')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '保存二维码图片' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/参赛二维码\.png$/);
});
