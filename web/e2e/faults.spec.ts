/** Faults that other systems are known for, and that live in a browser. */
import { shortContest } from './contest';
import { answer, atQuestion, busy, handIn, keptKeys, mark, onServer, option, savesApi, turnTo } from './paper';
import { join, register, signIn, start } from './person';
import { expect, test, type Page } from './test';

test('an answer shown again after a reload that the server never had is sent again', async ({ page }) => {
  await register(page, '张一');
  await start(page);
  await page.route(savesApi, (route) => route.abort());
  await option(page, 1).tap();
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  expect(await onServer(page)).toEqual({});
  await page.reload();
  await turnTo(page, 1);
  await expect(option(page, 1)).toBeChecked();
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await page.unroute(savesApi);
  await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });
  expect(await onServer(page)).toEqual({ 1: 'B' });
});

test('a save refused with 503, then a reload: it is told, kept, and sent', async ({ page }) => {
  await register(page, '张二');
  await start(page);
  await page.route(savesApi, busy);
  await option(page, 2).tap();
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await expect(page.getByTestId('line-notice')).toContainText('第 1 题的答案只在这部手机上');
  await expect(page.getByTestId('line-notice')).toContainText('咨询电话 024-0000 0000');
  await page.unroute(savesApi);
  await page.reload();
  await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });
  expect(await onServer(page)).toEqual({ 1: 'C' });
});

test('a 503 that asks for a pause is not answered before it is over', async ({ page }) => {
  await register(page, '张三');
  await start(page);
  const asked: number[] = [];
  const pauseS = 4;
  await page.route(savesApi, async (route) => {
    asked.push(Date.now());
    if (asked.length > 1) await route.continue();
    else await route.fulfill({ status: 503, headers: { 'Retry-After': String(pauseS) }, json: { code: 'busy', title: '系统繁忙', cure: '稍后' } });
  });
  await option(page, 0).tap();
  await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });
  expect(asked).toHaveLength(2);
  expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(pauseS * 1_000);
});

test('without a line a reload shows the paper from the phone, and goes on', async ({ page }) => {
  await register(page, '张四');
  await start(page);
  await answer(page, 1);
  await expect(atQuestion(page, 2)).toBeVisible();
  await expect(mark(page)).toHaveText('已保存');
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await answer(page, 2, 1);
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await page.unroute('**/api/**');
  await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });
  expect(await onServer(page)).toEqual({ 1: 'A', 2: 'B' });
});

test('a line cut at the last minute does not cost what was saved, and an untouched phone hands in by itself', async ({
  page,
  context,
  browser,
  request,
}) => {
  test.setTimeout(180_000);
  // Both have their accounts before: of the contest's time nothing goes to registering, however slow the machine.
  const idle = await browser.newContext({ viewport: { width: 360, height: 780 }, hasTouch: true });
  const untouched = await idle.newPage();
  await register(page, '赵一');
  await register(untouched, '钱一');
  const inAll = 40_000;
  const began = Date.now();
  const contest = await shortContest(request, { closesInMs: inAll, name: '四十秒竞赛' });
  await join(page, contest);
  await start(page);
  for (const number of [1, 2, 3]) await answer(page, number);
  await expect(mark(page)).toHaveText('已保存');
  await join(untouched, contest);
  await start(untouched);
  await answer(untouched, 1);

  // The answer to the last question is only on the phone when the time is up.
  await context.setOffline(true);
  await turnTo(page, 5);
  await option(page, 0).tap();
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');

  await expect(untouched.getByTestId('points')).toBeVisible({ timeout: began + inAll + 20_000 - Date.now() });
  await expect(untouched.getByText('到时自动交卷，按已保存的答案计分。')).toBeHidden();

  await expect(page.getByText('交卷还没有送达')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('到时之前已上传的答案，无论如何都会计分')).toBeVisible();
  // Later than the grace of five seconds.
  await page.waitForTimeout(Math.max(0, began + inAll + 8_000 - Date.now()));
  await context.setOffline(false);
  await expect(page.getByTestId('points')).toBeVisible({ timeout: 90_000 });
  await expect(page.getByText('答题时间已过，最后一次提交没有计入')).toBeVisible();
  await expect(page.getByText('到时自动交卷，按已保存的答案计分。')).toBeVisible();
  const graded = await page.evaluate(async () => {
    const { access_token } = JSON.parse(localStorage.getItem('ankao.session') ?? '{}') as { access_token: string };
    const id = window.location.pathname.split('/')[4];
    const response = await fetch(`/api/v1/attempts/${id}`, { headers: { Authorization: `Bearer ${access_token}` } });
    const view = (await response.json()) as { review: { questions: { answer: string | null }[] } };
    return view.review.questions.map((question) => question.answer);
  });
  expect(graded).toEqual(['A', 'A', 'A', null, null]);
  expect(await keptKeys(page)).toEqual([]);
  await idle.close();
});

test('a second browser that goes on editing after the hand-in is told, and changes nothing', async ({ page, context, browser }) => {
  await register(page, '孙一');
  await start(page);
  await answer(page, 1);
  await expect(mark(page)).toHaveText('已保存');
  const other = await browser.newContext({ storageState: await context.storageState(), hasTouch: true });
  const second = await other.newPage();
  await second.goto(page.url());
  await turnTo(second, 2);
  await handIn(page);
  const points = await page.getByTestId('points').innerText();
  await option(second, 0).tap();
  await expect(second.getByText('这份试卷此前已经交卷，这里显示它的成绩。')).toBeVisible();
  await expect(second.getByTestId('points')).toHaveText(points);
  expect(await keptKeys(second)).toEqual([]);
  await other.close();
});

test('no page worker stands between page and server to hide a failed save', async ({ page }) => {
  await register(page, '孙二');
  await start(page);
  await answer(page, 1);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await page.route(savesApi, (route) => route.fulfill({ status: 500, body: 'oops' }));
  await answer(page, 2);
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
});

test('where the browser keeps nothing, an answer that cannot be sent either is told at once', async ({ page }) => {
  await register(page, '孙三');
  await start(page);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await page.route(savesApi, (route) => route.abort());
  await option(page, 0).tap();
  await expect(mark(page)).toHaveText('尚未保存，先别关闭页面');
  await expect(page.getByTestId('line-notice')).toContainText('这个浏览器不让保存');
  await page.unroute(savesApi);
  await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });
});

test('the paper is in no answer before the contest begins', async ({ page, request }) => {
  const contest = await shortContest(request, { opensInMs: 3_600_000, closesInMs: 7_200_000, name: '一小时后开始' });
  const bodies: string[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) bodies.push(await response.text().catch(() => ''));
  });
  await register(page, '李一', contest);
  await expect(page.getByText('距开始')).toBeVisible();
  await expect(page.getByRole('button', { name: '开始答题' })).toHaveCount(0);
  const refused = await page.evaluate(async (id) => {
    const { access_token } = JSON.parse(localStorage.getItem('ankao.session') ?? '{}') as { access_token: string };
    const headers = { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ start_id: '0'.repeat(32) });
    const response = await fetch(`/api/v1/contests/${id}/attempts`, { method: 'POST', headers, body });
    return response.text();
  }, contest);
  expect(refused).toContain('not_yet_open');
  expect(bodies.length).toBeGreaterThan(3);
  for (const body of [...bodies, refused]) expect(body).not.toContain('"stem"');
});

/** Of the demo's paper. */
const limitMs = 45 * 60_000;

for (const hours of [-7, 7]) {
  test(`a phone whose clock is ${hours} hours off shows the right time left, and hands nothing in`, async ({ page }) => {
    await page.addInitScript((ms) => {
      const now = Date.now;
      Date.now = () => now() + ms;
    }, hours * 3_600_000);
    await register(page, '周一');
    const before = Date.now();
    await start(page);
    const after = Date.now();
    /** The time left is what the three quarters of an hour leave, to the second, however long it took to get here. */
    const expectRightTime = async () => {
      const earliest = Date.now();
      const [minutes = 0, seconds = 0] = (await page.getByTestId('time-left').innerText()).split(':').map(Number);
      const leftMs = (minutes * 60 + seconds) * 1_000;
      expect(leftMs).toBeGreaterThan(limitMs - (Date.now() - before) - 2_000);
      expect(leftMs).toBeLessThan(limitMs - (earliest - after) + 2_000);
    };
    await expectRightTime();
    await answer(page, 1);
    await expect(atQuestion(page, 2)).toBeVisible();
    await expect(mark(page)).toHaveText('已保存');
    // Nobody can be asked for the time, and what was remembered of the clock is lost.
    await page.evaluate(() => localStorage.removeItem('ankao.skew'));
    await page.route('**/api/**', (route) => route.abort());
    await page.reload();
    await answer(page, 2);
    await expect(page.getByText('正在交卷')).toHaveCount(0);
    await page.unroute('**/api/**');
    await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });
    await expectRightTime();
  });
}

test('one tap counts once, also when a slow phone delivers it after the page has turned', async ({ page }) => {
  await register(page, '周三');
  await start(page);
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const first = () => document.querySelector('[role="radio"]');
        // The second half of a double tap: made now, delivered when the next question is shown.
        const late = new MouseEvent('click', { bubbles: true });
        first()?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        const deliver = () => {
          if (!document.body.innerText.includes('第 2/')) return void requestAnimationFrame(deliver);
          first()?.dispatchEvent(late);
          done();
        };
        deliver();
      }),
  );
  await expect(mark(page)).toHaveText('已保存');
  await expect(page.locator('[aria-checked="true"]')).toHaveCount(0);
  expect(await onServer(page)).toEqual({ 1: 'A' });
});

test('a lost reply to a token refresh signs nobody out in the middle of a paper', async ({ page }) => {
  await register(page, '吴一');
  await start(page);
  await answer(page, 1);
  await expect(atQuestion(page, 2)).toBeVisible();
  await expect(mark(page)).toHaveText('已保存');
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('ankao.session') ?? '{}') as { access_token: string };
    localStorage.setItem('ankao.session', JSON.stringify({ ...kept, access_token: `${kept.access_token.slice(0, -6)}AAAAAA` }));
  });
  let refreshes = 0;
  await page.route('**/auth/refresh', async (route) => {
    refreshes += 1;
    // It reaches the server; the answer does not reach the phone.
    if (refreshes === 1) await route.fetch();
    await (refreshes === 1 ? route.abort() : route.continue());
  });
  await page.reload();
  await answer(page, 2);
  await expect(mark(page)).toHaveText('已保存');
  await handIn(page);
  await page.getByRole('button', { name: '再试一次' }).tap();
  await expect(page.getByTestId('points')).toBeVisible();
  await expect.poll(() => refreshes).toBe(2);
  await page.getByRole('button', { name: '回到首页' }).tap();
  await expect(page.getByText('吴一')).toBeVisible();
});

test('a start whose answer was lost gives the same paper, and costs one attempt', async ({ page }) => {
  await register(page, '吴二');
  const startApi = /\/contests\/\d+\/attempts$/;
  let cut = true;
  await page.route(startApi, async (route) => {
    if (!cut) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: '开始答题' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: '开始答题' }).tap();
  await expect(page.getByText('连不上服务器')).toBeVisible();
  await expect(page.getByText('还没有用掉作答次数')).toBeVisible();
  cut = false;
  await page.getByRole('button', { name: '再试一次' }).tap();
  await expect(atQuestion(page, 1)).toBeVisible();
  await handIn(page);
  await expect(page.getByText('今日剩余')).toBeVisible();
  await page.getByRole('button', { name: '我的作答记录' }).tap();
  await expect(page.getByRole('link', { name: /^第 \d+ 次/ })).toHaveCount(1);
});

test.describe('a shared phone changes hands', () => {
  const leave = (page: Page) => page.getByRole('button', { name: '退出登录' }).tap();
  const home = (page: Page) => page.goto(page.url().replace(/\/attempts.*/, ''));

  test('signing out asks plainly while answers cannot be sent, uploads them when they can, and clears the phone', async ({ page }) => {
    const number = await register(page, '郑一');
    await start(page);
    const paper = page.url();
    await page.route(savesApi, (route) => route.abort());
    await answer(page, 1, 1);
    await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
    await home(page);
    await leave(page);
    const ask = page.getByRole('dialog', { name: '还有 1 题答案没有上传' });
    await expect(ask).toContainText('现在退出，这些答案会从这部手机上清除，不能恢复。');
    await expect(ask).toContainText('错误编号 unreachable');
    await ask.getByRole('button', { name: '先不退出' }).tap();
    expect(await keptKeys(page)).toHaveLength(2);

    await page.unroute(savesApi);
    await leave(page);
    await expect(page.getByRole('button', { name: '已报名，登录' })).toBeVisible();
    expect(await keptKeys(page)).toEqual([]);

    // The next person sees nothing of it, not even by the address.
    const second = await register(page, '王一');
    await page.goto(paper);
    await expect(page.getByText('没有找到')).toBeVisible();
    await page.goto(paper.replace(/\/attempts.*/, ''));
    await start(page);
    await expect(page.locator('[aria-checked="true"]')).toHaveCount(0);
    await answer(page, 1, 0);
    await expect(mark(page)).toHaveText('已保存');
    await home(page);
    await leave(page);

    // The first finds the answer that was uploaded.
    await page.getByRole('button', { name: '已报名，登录' }).tap();
    await signIn(page, number);
    await page.getByRole('button', { name: '继续作答' }).tap();
    await turnTo(page, 1);
    await expect(option(page, 1)).toBeChecked();
    expect(second).not.toBe(number);
  });

  test('who signs out all the same leaves nothing on the phone', async ({ page }) => {
    await register(page, '郑二');
    await start(page);
    await page.route(savesApi, (route) => route.abort());
    await answer(page, 1);
    await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
    await home(page);
    await leave(page);
    await page.getByRole('dialog').getByRole('button', { name: '清除并退出' }).tap();
    await expect(page.getByRole('button', { name: '已报名，登录' })).toBeVisible();
    expect(await keptKeys(page)).toEqual([]);
    expect(await page.evaluate(() => localStorage.getItem('ankao.session'))).toBeNull();
  });

  test('signing out in one tab takes the paper off the screen of the other', async ({ page, context }) => {
    await register(page, '郑三');
    await start(page);
    await answer(page, 1);
    await expect(mark(page)).toHaveText('已保存');
    const other = await context.newPage();
    await other.goto(page.url().replace(/\/attempts.*/, ''));
    await leave(other);
    await expect(page.getByRole('button', { name: '已报名，登录' })).toBeVisible();
    expect(await keptKeys(page)).toEqual([]);
  });
});
