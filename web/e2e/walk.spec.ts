import { answer, atQuestion, busy, handIn, length, mark, onServer, option, savesApi, submissionApi, watch } from './paper';
import { register, start } from './person';
import { expect, test } from './test';

/** One minute, as somebody in a lift or a pit has it. */
const offlineMs = 60_000;

test('one person’s paper: a reload, a minute without a line, a 503, a second browser, a line cut at the hand-in', async ({
  page,
  context,
  browser,
}) => {
  test.setTimeout(400_000);
  const errors = watch(page);
  await register(page, '欧阳明月');
  await expect(page.getByRole('heading', { name: '竞赛规则' })).toBeVisible();

  const other = await browser.newContext();
  const wall = await other.newPage();
  await wall.goto(`${page.url()}/board/individuals`);
  const count = wall.getByText(/^共 \d+ 人$/);
  const before = Number(/\d+/.exec(await count.innerText())?.[0]);

  await start(page);
  const of = await length(page);
  const upTo = async (from: number, to: number) => {
    for (let number = from; number <= to; number += 1) await answer(page, number);
  };
  await upTo(1, 12);
  await expect(atQuestion(page, 13)).toBeVisible();
  await expect(mark(page)).toHaveText('已保存');

  // A reload finds the same question, the same answers and the right time.
  const left = await page.getByTestId('time-left').innerText();
  await page.reload();
  await expect(atQuestion(page, 13)).toBeVisible();
  expect((await page.getByTestId('time-left').innerText()) <= left).toBe(true);
  await page.getByRole('button', { name: '上一题' }).tap();
  await expect(page.locator('[aria-checked="true"]')).toHaveCount(1);
  await page.getByRole('button', { name: '下一题', exact: true }).tap();

  // A minute without a line: the page says what is where, and goes on.
  await context.setOffline(true);
  const back = Date.now() + offlineMs;
  await upTo(13, 24);
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await expect(page.getByTestId('line-notice')).toContainText('第 13、14、15、16、17、18、19、20、21、22 等 12 题的答案只在这部手机上');
  await page.waitForTimeout(back - Date.now());
  await context.setOffline(false);
  await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });
  await expect(page.getByTestId('line-notice')).toBeHidden();
  expect(Object.keys(await onServer(page))).toHaveLength(24);

  // The server is too busy for a while.
  await page.route(savesApi, busy);
  await upTo(25, 30);
  await expect(mark(page)).toHaveText('已存本机，联网后自动上传');
  await expect(page.getByTestId('line-notice')).toContainText('错误编号 busy');
  await page.unroute(savesApi);
  await expect(mark(page)).toHaveText('已保存', { timeout: 30_000 });

  // A second browser of the same person opens the same paper, and answers a question.
  const second = await browser.newContext({ storageState: await context.storageState() });
  const tablet = await second.newPage();
  await tablet.goto(page.url());
  await expect(atQuestion(tablet, 31)).toBeVisible();
  await answer(tablet, 31, 1);
  await expect(mark(tablet)).toHaveText('已保存');
  await page.reload();
  await page.getByRole('button', { name: '下一题', exact: true }).tap();
  await page.getByRole('button', { name: '上一题' }).tap();
  await expect(option(page, 1)).toBeChecked();
  await page.getByRole('button', { name: '下一题', exact: true }).tap();

  // All but the last two; the hand-in names them and leads to each.
  await upTo(32, of - 2);
  await page.getByTestId('hand-in').tap();
  const ask = page.getByRole('dialog', { name: '确认交卷？' });
  await expect(ask).toContainText('还有 2 题未答');
  await ask.getByRole('button', { name: String(of) }).tap();
  await expect(atQuestion(page, of)).toBeVisible();
  await option(page, 0).tap();

  // The line is cut at the last second: the hand-in arrives, its answer does not.
  let cut = 0;
  await page.route(submissionApi, async (route) => {
    cut += 1;
    if (cut === 1) await route.fetch();
    await (cut === 1 ? route.abort() : route.continue());
  });
  await handIn(page);
  await expect(page.getByTestId('points')).toHaveText(/^\d+(\.\d+)?$/, { timeout: 30_000 });
  expect(cut).toBeGreaterThan(1);
  await expect(page.getByText('我的排名')).toBeVisible();
  const points = await page.getByTestId('points').innerText();

  // The second browser goes on editing: it is told, and nothing changes.
  await option(tablet, 0).tap();
  await expect(tablet.getByText('这份试卷此前已经交卷，这里显示它的成绩。')).toBeVisible({ timeout: 20_000 });
  await expect(tablet.getByTestId('points')).toHaveText(points);

  await page.getByRole('button', { name: '查看答案解析' }).tap();
  await expect(page.getByText('正确答案').first()).toBeVisible();
  await expect(page.getByText(/^《.+》第.+条/).first()).toBeVisible();
  await page.goBack();

  await expect(count).toHaveText(`共 ${before + 1} 人`, { timeout: 20_000 });
  await page.getByRole('button', { name: '个人排行榜' }).tap();
  await expect(page.getByTestId('my-line')).toContainText(points);

  // The paper is over: its address leads to the result.
  await page.goto(page.url().replace(/\/board.*/, ''));
  await page.getByRole('link', { name: /^第 1 次/ }).tap();
  await expect(page.getByTestId('points')).toHaveText(points);
  expect(errors).toEqual([]);
  await second.close();
  await other.close();
});

test('going back asks before it leaves a paper', async ({ page }) => {
  await register(page, '李四');
  await start(page);
  await page.goBack();
  const ask = page.getByRole('dialog', { name: '离开试卷？' });
  await ask.getByRole('button', { name: '继续答题' }).tap();
  await expect(ask).toBeHidden();
  await expect(atQuestion(page, 1)).toBeVisible();
  await page.goBack();
  await ask.getByRole('button', { name: '离开' }).tap();
  await page.getByRole('button', { name: '继续作答' }).tap();
  await expect(atQuestion(page, 1)).toBeVisible();
});

test('going back asks also where the paper was opened by its address', async ({ page, context }) => {
  await register(page, '李五');
  await start(page);
  const again = await context.newPage();
  await again.goto(page.url());
  await expect(atQuestion(again, 1)).toBeVisible();
  await again.goBack();
  await again.getByRole('dialog', { name: '离开试卷？' }).getByRole('button', { name: '离开' }).tap();
  await expect(again.getByRole('button', { name: '继续作答' })).toBeVisible();
  await expect(again).toHaveURL(/\/c\/1$/);
});

test('a swipe turns the page, and scrolling does not', async ({ page }) => {
  await register(page, '赵六');
  await start(page);
  const client = await page.context().newCDPSession(page);
  const swipe = async (from: [number, number], to: [number, number]) => {
    const point = ([x, y]: [number, number]) => [{ x, y }];
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: point(from) });
    await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: point(to) });
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  await swipe([300, 400], [120, 410]);
  await expect(atQuestion(page, 2)).toBeVisible();
  await swipe([100, 500], [130, 250]);
  await expect(atQuestion(page, 2)).toBeVisible();
  await swipe([80, 400], [280, 405]);
  await expect(atQuestion(page, 1)).toBeVisible();
});

test('the result can be saved as a picture', async ({ page }) => {
  await register(page, '欧阳明月');
  await start(page);
  await answer(page, 1);
  await handIn(page);
  await page.getByRole('button', { name: '生成成绩图片' }).tap();
  const picture = page.getByRole('dialog', { name: '成绩单' }).getByRole('img');
  await expect(picture).toHaveAttribute('src', /^data:image\/png;base64,/);
  await expect(picture).toHaveAttribute('alt', /安全生产知识网络竞赛；欧阳明月；.+公司；.+分；.+第 1 次作答，\d{4}.年.\d+.月.+交卷；.+第 \d+ 名，共 \d+ 人/);
  const size = await picture.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]);
  expect(size[0]).toBe(750);
  expect(size[1]).toBeGreaterThan(750);
});
