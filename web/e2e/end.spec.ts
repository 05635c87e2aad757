/** The ends of a paper and of a contest, where something does not go as it should. */
import { asOrganizer, moment, shortContest } from './contest';
import { answer, busy, handIn, mark, submissionApi } from './paper';
import { demoContest, register, start } from './person';
import { expect, test, type Route } from './test';

const contestApi = /\/api\/v1\/contests\/\d+$/;
const mineApi = /\/contests\/\d+\/me$/;

test('a hand-in that is refused promises nothing, can be left, and is not asked about behind the veil', async ({ page }) => {
  await register(page, '韩一');
  await start(page);
  const problem = { code: 'invalid_input', title: '提交的内容有误', cure: '联系主办方' };
  await page.route(submissionApi, (route) => route.fulfill({ status: 422, contentType: 'application/problem+json', json: problem }));
  await handIn(page);
  const veil = page.getByRole('alertdialog');
  await expect(veil).toContainText('服务器没有收下这份试卷');
  await expect(veil).not.toContainText('联网后自动交卷');
  await page.goBack();
  await expect(page.getByRole('button', { name: '继续作答' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // What was decided is handed in from home as soon as it is taken.
  await page.unroute(submissionApi);
  await page.reload();
  await expect(page.getByRole('link', { name: /^第 1 次/ })).toBeVisible({ timeout: 20_000 });
});

test('a hand-in of who is no longer signed in leads to signing in, and is handed in then', async ({ page }) => {
  const number = await register(page, '韩二');
  await start(page);
  const refused = { code: 'not_signed_in', title: '尚未登录或登录已失效', cure: '重新登录' };
  const refuse = /\/(?:submission|refresh)$/;
  await page.route(refuse, (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', json: refused }));
  await handIn(page);
  const veil = page.getByRole('alertdialog');
  await expect(veil).toContainText('重新登录后自动交卷');
  await veil.getByRole('button', { name: '重新登录' }).tap();
  await page.getByLabel('工号').fill(number);
  await page.unroute(refuse);
  await page.getByLabel('密码').fill('anquan-2026');
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await expect(page.getByTestId('points')).toBeVisible();
});

test('what the hand-in answered is shown although nothing else can be read, and the rest when it can', async ({ page }) => {
  await register(page, '韩三');
  await start(page);
  await answer(page, 1);
  await expect(mark(page)).toHaveText('已保存');
  await page.route(mineApi, (route) => route.abort());
  await handIn(page);
  await expect(page.getByTestId('points')).toHaveText(/^\d/);
  await expect(page.getByText('我的排名')).toBeVisible();
  await expect(page.getByText('全部参赛者')).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('成绩已经记录，其余内容暂时没有读到');
  await page.unroute(mineApi);
  await page.getByRole('button', { name: '再试一次' }).tap();
  await expect(page.getByRole('button', { name: '生成成绩图片' })).toBeVisible();
  // The first paper beats none before it.
  await expect(page.getByText('新的最好成绩')).toBeHidden();
});

test('a countdown that ends while the server is too busy says so, and goes on asking', async ({ page, request }) => {
  const contest = await shortContest(request, { name: '马上开始' });
  await register(page, '韩四', contest);
  // However slow the machine: it is about to begin whenever it is asked, until the test says otherwise.
  const begins = async (route: Route) => {
    const response = await route.fetch();
    const view = (await response.json()) as { server_time: string };
    const opens = moment(Date.parse(view.server_time) + 3_000);
    await route.fulfill({ response, json: { ...view, phase: 'upcoming', opens } });
  };
  await page.route(contestApi, begins);
  await page.reload();
  await expect(page.getByText('距开始')).toBeVisible();
  await expect(page.locator('#app').getByRole('button', { name: '开始答题' })).toHaveCount(0);
  await page.route(contestApi, busy);
  await expect(page.getByRole('alert')).toContainText('系统繁忙', { timeout: 20_000 });
  await page.unroute(contestApi);
  await expect(page.locator('#app').getByRole('button', { name: '开始答题' })).toBeVisible({ timeout: 20_000 });
});

test('a board that is hidden is said to be, in the result and under the board', async ({ page, request }) => {
  const contest = await shortContest(request, { boards: 'after_close', name: '结束后公布排行' });
  await register(page, '韩五', contest);
  await start(page);
  await answer(page, 1);
  await handIn(page);
  await expect(page.getByText('排行榜还没有公布')).toBeVisible();
  await page.goto(`/c/${contest}/board/individuals`);
  await expect(page.getByTestId('my-line')).toContainText('名次还没有公布');
});

test('my unit’s line stands under the board of units', async ({ page }) => {
  await register(page, '韩六');
  await page.goto(`/c/${demoContest}/board/units`);
  await expect(page.getByText(/^指数＝/)).toBeVisible();
  await expect(page.getByTestId('my-line')).toHaveText(/^本单位\s*(?:第 \d+ 名，共 \d+ 个|.+不足|未.+)/);
});

test('a paper that the organizer cuts short is said to have been collected, and what was commended is found from home', async ({
  page,
  request,
}) => {
  test.setTimeout(150_000);
  const contest = await shortContest(request, { name: '提前结束' });
  await register(page, '韩七', contest);
  await start(page);
  await answer(page, 1);
  await expect(mark(page)).toHaveText('已保存');
  const path = `/contests/${contest}`;
  await asOrganizer(request, 'POST', `${path}/close`, { reason: '演练', cut: true });
  // It is collected once nothing that was sent in time can still arrive.
  const attempts = `${path}/attempts?unit=1`;
  const states = async () => (await asOrganizer<{ attempts: { grade?: unknown }[] }>(request, 'GET', attempts)).attempts;
  await expect.poll(async () => (await states()).every((it) => it.grade != null), { timeout: 70_000, intervals: [2_000] }).toBe(true);
  await answer(page, 2);
  await expect(page.getByText('试卷已经收卷（时间到，或主办方提前收卷）')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('此前已经交卷')).toBeHidden();
  await page.goto(`/c/${contest}`);
  await expect(page.getByText('可以查看成绩与排行榜')).toBeVisible();
  await expect(page.getByRole('link', { name: '通报表扬' })).toHaveCount(0);
  await asOrganizer(request, 'POST', `${path}/commendations`, { units_per_class: 3, individuals: 3 });
  await page.reload();
  await page.getByRole('link', { name: '通报表扬' }).tap();
  await expect(page.getByRole('heading', { name: '通报表扬' })).toBeVisible();
  await expect(page.locator('footer')).toContainText('辽ICP备00000000号');
});
