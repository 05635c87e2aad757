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

/** Another try where the machine was busy with something else: that only ever adds. */
const tries = 3;

interface Visits {
  home: number;
  first: number;
  later: number;
}

/** A first visit to the first question, and a later one, by somebody signed in. */
async function visit(phone: Page): Promise<Visits> {
  const client = await slow(phone);
  // Nothing of the app is in the cache: the link is opened, and the two taps follow as soon as they can.
  let began = Date.now();
  await phone.goto(`/c/${demoContest}`, { waitUntil: 'commit' });
  await phone.getByRole('button', { name: '开始答题' }).click();
  const home = Date.now() - began;
  await phone.getByRole('dialog').getByRole('button', { name: '开始答题' }).click();
  await atQuestion(phone, 1).waitFor();
  const first = Date.now() - began;
  await option(phone, 0).tap();
  await expect(mark(phone)).toHaveText('已保存');

  // The same paper by its address, the app in the cache.
  began = Date.now();
  await phone.goto(phone.url(), { waitUntil: 'commit' });
  await phone.getByText(/^第 \d+\/\d+ 题$/).waitFor();
  const later = Date.now() - began;
  await client.detach();
  return { home, first, later };
}

test('on slow 3G with a quarter of the CPU the first question comes within 6 s of a first visit, 1.5 s of a later one', async ({
  browser,
}, info) => {
  test.setTimeout(180_000);
  const screen = { viewport: { width: 360, height: 780 }, hasTouch: true };
  const measured: Visits[] = [];
  const isWithin = ({ first, later }: Visits) => first <= firstVisitMs && later <= laterVisitMs;
  while (measured.length < tries && !measured.some(isWithin)) {
    const usual = await browser.newContext(screen);
    await register(await usual.newPage(), '陈一');
    const fresh = await browser.newContext({ ...screen, storageState: await usual.storageState() });
    measured.push(await visit(await fresh.newPage()));
    await fresh.close();
    await usual.close();
  }
  const told = measured.map(
    ({ home, first, later }) =>
      `home ${home} ms; first question ${first} ms of at most ${firstVisitMs}; on a later visit ${later} ms of at most ${laterVisitMs}`,
  );
  info.annotations.push({ type: 'measured', description: told.join('\n') });
  console.log(told.join('\n'));
  expect(measured.some(isWithin), told.join('\n')).toBe(true);
});
