import { expect, test, type CDPSession, type Page } from '@playwright/test';

import { atQuestion, mark, option } from './paper';
import { demoContest, register } from './person';

/** A slow 3G line and an old phone. */
const line = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const slowerCpu = 4;

const firstVisitMs = 6_000;
const laterVisitMs = 1_500;

async function slow(page: Page): Promise<CDPSession> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', line);
  await client.send('Emulation.setCPUThrottlingRate', { rate: slowerCpu });
  return client;
}

test('on slow 3G with a quarter of the CPU the first question comes within 6 s of a first visit, 1.5 s of a later one', async ({
  page,
  context,
  browser,
}, info) => {
  test.setTimeout(120_000);
  await register(page, '陈一');

  // Signed in, but nothing of the app in the cache: the link is opened, and the two taps follow as soon as they can.
  const fresh = await browser.newContext({ storageState: await context.storageState(), viewport: { width: 360, height: 780 }, hasTouch: true });
  const phone = await fresh.newPage();
  const client = await slow(phone);
  const began = Date.now();
  await phone.goto(`/c/${demoContest}`, { waitUntil: 'commit' });
  await phone.getByRole('button', { name: '开始答题' }).click();
  const home = Date.now() - began;
  await phone.getByRole('dialog').getByRole('button', { name: '开始答题' }).click();
  await atQuestion(phone, 1).waitFor();
  const first = Date.now() - began;
  await option(phone, 0).tap();
  await expect(mark(phone)).toHaveText('已保存');

  // Later: the same paper by its address, the app in the cache.
  const again = Date.now();
  await phone.goto(phone.url(), { waitUntil: 'commit' });
  await phone.getByText(/^第 \d+\/\d+ 题$/).waitFor();
  const later = Date.now() - again;
  await client.detach();
  await fresh.close();

  const measured = `home ${home} ms; first question ${first} ms (limit ${firstVisitMs}); a later visit ${later} ms (limit ${laterVisitMs})`;
  info.annotations.push({ type: 'measured', description: measured });
  console.log(measured);
  expect(first).toBeLessThanOrEqual(firstVisitMs);
  expect(later).toBeLessThanOrEqual(laterVisitMs);
});
