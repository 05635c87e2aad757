/** What organizers and liaisons do to a contest that runs, one deed a test. */
import { shortContest } from './contest';
import { asOfficial } from './desk-api';
import { liaison, organizer, signIn } from './desk-person';
import { answer, handIn, length } from './paper';
import { password, register, start } from './person';
import { expect, test, type Page } from './test';

const desk = { width: 1440, height: 900 };
const slow = { timeout: 60_000 };

test.beforeEach(({ page }) => page.setViewportSize(desk));

/** Somebody on a phone of their own. */
async function phoneOf(page: Page): Promise<Page> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the test has a browser');
  const context = await browser.newContext({ baseURL: new URL(page.url()).origin, viewport: { width: 360, height: 780 }, hasTouch: true });
  return context.newPage();
}

test('a contest is extended, to later only', async ({ page, request }) => {
  const contest = await shortContest(request, { name: '延期的竞赛' });
  await signIn(page, organizer);
  await page.goto(`/desk/c/${contest}`);
  const end = async (text: string) => {
    await page.getByRole('main').getByRole('button', { name: '延期' }).click();
    const dialog = page.getByRole('dialog', { name: '延期' });
    await dialog.getByRole('combobox', { name: '新的结束时间' }).fill(text);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: '延期' }).click();
    return dialog;
  };
  const refused = await end('2026 年 1 月 1 日 09:00');
  await expect(refused.locator('.is-error, [role=alert]').first()).toBeVisible();
  await refused.getByRole('button', { name: '取消' }).click();
  await end('2036 年 7 月 1 日 18:00');
  await expect(page.getByText('已延期。')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('7 月 1 日 18:00'.replace(/ /g, '\u00a0'));
});

test('after publishing the name and what is public may change, and nothing else', async ({ page, request }) => {
  const contest = await shortContest(request, { name: '改名的竞赛' });
  await signIn(page, organizer);
  await page.goto(`/desk/c/${contest}/settings`);
  await expect(page.getByLabel('单选题数')).toBeDisabled(slow);
  await page.getByLabel('竞赛名称').fill('改过名的竞赛');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已保存')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('竞赛名称')).toHaveValue('改过名的竞赛', slow);
  await expect(page.locator('.title')).toHaveText('改过名的竞赛');
});

test('somebody disrupted gets more time, and an attempt is voided', async ({ page, request }) => {
  test.setTimeout(180_000);
  const contest = await shortContest(request, { name: '延时的竞赛' });
  await signIn(page, organizer);
  const phone = await phoneOf(page);
  await register(phone, '欧阳明月', contest);
  await start(phone);
  await page.goto(`/desk/c/${contest}/people`);
  await page.getByRole('link', { name: '欧阳明月' }).click(slow);
  const card = page.locator('article').first();
  const deadline = async () => /截止\s*(\S.*)/.exec(await card.innerText())?.[1];
  const before = await deadline();
  await card.getByRole('button', { name: '延时' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^延长几分钟/).fill('15');
  await dialog.getByLabel(/^原因/).fill('现场断电');
  await dialog.getByRole('button', { name: '延时' }).click();
  await expect(page.getByText('已延时。')).toBeVisible();
  await expect.poll(deadline).not.toBe(before);

  const questions = await length(phone);
  for (let number = 1; number <= questions; number += 1) await answer(phone, number);
  await handIn(phone);
  await expect(phone.getByTestId('points')).toBeVisible();
  await page.reload();
  await card.getByRole('button', { name: '作废' }).click(slow);
  await dialog.getByLabel(/^原因/).fill('替考');
  await dialog.getByRole('button', { name: '作废' }).click();
  await expect(page.getByText('已作废，名次已重算。')).toBeVisible();
  await expect(card.getByText('已作废')).toBeVisible();
  await phone.context().close();
});

test('the table of units is looked at by another formula, a class and a sector, and the view can be sent', async ({ page }) => {
  await signIn(page, organizer);
  await page.goto('/desk/c/1/board/units');
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toBeVisible(slow);
  const first = () => rows.nth(1).getByRole('cell').nth(5).innerText();
  const before = await first();
  await page.getByLabel('算法').selectOption('total');
  await expect.poll(first, slow).not.toBe(before);
  await page.getByLabel('算法').selectOption('shrunk_mean_times_rate');
  await expect(page.getByText('稳健平均分：')).toBeVisible();
  await page.getByLabel('规模').selectOption('small');
  await expect(page.getByRole('table')).not.toContainText(/300 人以上|100–299 人/, slow);
  await expect(rows.nth(1)).toContainText('100 人以下');
  await page.getByLabel('规模').selectOption('');
  const sector = await page.getByLabel('行业').locator('option').nth(1).innerText();
  await page.getByLabel('行业').selectOption(sector);
  // None but the head is of another: the first may have been of this one before.
  await expect(rows.filter({ hasNotText: sector })).toHaveCount(1, slow);
  const count = await rows.count();
  await page.reload();
  await expect(rows).toHaveCount(count, slow);
  await expect(page.getByLabel('算法')).toHaveValue('shrunk_mean_times_rate');
  // The first place first.
  await page.getByRole('button', { name: /^名次/ }).click();
  await expect(rows.nth(1).getByRole('cell').first()).toHaveText('1');
});

test('turnout is followed down the tree to a county, and back', async ({ page }) => {
  await signIn(page, organizer);
  await page.goto('/desk/c/1/turnout');
  const table = page.getByRole('table');
  const way = page.getByRole('navigation', { name: '所在范围' });
  for (const place of ['沈阳市', '和平区']) {
    await table.getByRole('link', { name: place, exact: true }).click(slow);
    await expect(way.getByRole('link', { name: place, exact: true })).toBeVisible(slow);
    await expect(table).toBeVisible(slow);
  }
  // Below a county stand units, which have no further down.
  await expect(table.getByRole('link')).toHaveCount(0);
  await way.getByRole('link', { name: '沈阳市' }).click();
  await expect(table.getByRole('link', { name: '和平区', exact: true })).toBeVisible(slow);
});

test('wishes for another unit are accepted and refused', async ({ page, request }) => {
  test.setTimeout(180_000);
  const contest = await shortContest(request, { name: '转单位的竞赛' });
  const ask = await asOfficial(request);
  const { units } = await ask<{ units: { id: number; name: string; may_join: boolean }[] }>(
    'GET',
    `/units?contest=${contest}&q=${encodeURIComponent('公司')}`,
  );
  const [from, to] = units.filter((it) => it.may_join);
  if (from === undefined || to === undefined) throw new Error('the demo has companies');
  for (const [name, employee_number] of [
    ['申请甲', 'S-1'],
    ['申请乙', 'S-2'],
  ]) {
    const body = { contest, unit: from.id, name, employee_number, password, consent: '2026-06' };
    expect((await request.post('/api/v1/auth/register', { data: body })).ok()).toBe(true);
    const signedIn = await request.post('/api/v1/auth/login', { data: { unit: from.id, employee_number, password } });
    const { access_token: token } = (await signedIn.json()) as { access_token: string };
    const wished = await request.post(`/api/v1/contests/${contest}/unit-requests`, {
      headers: { Authorization: `Bearer ${token}` },
      data: { unit: to.id },
    });
    expect(wished.ok(), await wished.text()).toBe(true);
  }
  await signIn(page, organizer);
  await page.goto(`/desk/c/${contest}/requests`);
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await row('申请甲').getByRole('button', { name: '接受', exact: true }).click(slow);
  await expect(page.getByText('已接受')).toBeVisible();
  await row('申请乙').getByRole('button', { name: '不接受' }).click();
  await expect(page.getByText('没有待处理的申请')).toBeVisible();
  await page.goto(`/desk/c/${contest}/people`);
  await expect(row('申请甲')).toContainText(to.name, slow);
  await expect(row('申请乙')).toContainText(from.name);
});

test('a liaison confirms all of a page, and withdraws one', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, liaison);
  await page.goto('/desk/c/1/people?state=unconfirmed');
  await page.getByRole('button', { name: '本页全部确认' }).click(slow);
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.getByRole('button', { name: '确认', exact: true })).toHaveCount(0, slow);
  const one = rows.nth(1);
  await one.getByRole('button', { name: '撤回确认' }).click();
  await expect(page.getByText(/的确认已撤回$/)).toBeVisible();
  await expect(one).toContainText('待确认');
  // Read anew, the list says the same as the page did.
  await page.reload();
  await expect(rows).toHaveCount(2, slow);
});

test('an account is made, signs in, and loses its office', async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  await signIn(page, organizer);
  await page.goto('/desk/accounts');
  await page.getByRole('button', { name: '新建账号' }).click();
  const dialog = page.getByRole('dialog', { name: '新建账号' });
  await dialog.getByLabel('登录名').fill('wang.zhuren');
  await dialog.getByLabel('姓名').fill('王主任');
  await dialog.getByRole('button', { name: '新建账号' }).click();
  await expect(dialog.getByText('选择联络员的单位')).toBeVisible();
  await dialog.locator('.el-select').first().click();
  await page.getByRole('option', { name: '主办方' }).click();
  await dialog.getByRole('combobox', { name: '单位或地区' }).fill('沈阳');
  await page.getByRole('option', { name: /^沈阳市/ }).first().click();
  await dialog.getByRole('button', { name: '新建账号' }).click();
  const secret = await page.getByTestId('code').innerText();
  await page.getByRole('button', { name: '关闭' }).click();
  const row = page.getByRole('row').filter({ hasText: '王主任' });
  await expect(row).toContainText('沈阳市');

  const theirs = await browser.newContext({ viewport: desk, ...(baseURL === undefined ? {} : { baseURL }) });
  const other = await theirs.newPage();
  await signIn(other, 'wang.zhuren', secret);
  await expect(other.getByText('沈阳市主办方')).toBeVisible();

  await row.getByRole('button', { name: '取消职责' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '取消职责' }).click();
  await expect(page.getByText('已取消王主任的职责')).toBeVisible();
  await other.reload();
  await expect(other.getByText('这个账号没有管理职责')).toBeVisible(slow);
  await theirs.close();
});

test('a disputed account is listed, with the way to its person, until it is known whose it is', async ({ page, request }) => {
  const contest = await shortContest(request, { name: '有争议的竞赛' });
  const ask = await asOfficial(request);
  const { units } = await ask<{ units: { id: number; may_join: boolean }[] }>('GET', `/units?contest=${contest}&q=${encodeURIComponent('公司')}`);
  const unit = units.find((it) => it.may_join)?.id;
  for (const secret of [password, 'bieren-2026']) {
    const body = { contest, unit, name: '欧阳争议', employee_number: 'Z-1', password: secret, consent: '2026-06' };
    expect((await request.post('/api/v1/auth/register', { data: body })).ok()).toBe(true);
  }
  await signIn(page, organizer);
  await page.goto(`/desk/c/${contest}`);
  await page.getByRole('link', { name: '账号争议' }).click(slow);
  await expect(page.getByRole('table')).toContainText('没有作答');
  await page.getByRole('table').getByRole('link', { name: '欧阳争议' }).click();
  await expect(page.getByRole('heading', { name: '欧阳争议' })).toBeVisible(slow);
  await page.goBack();
  await page.getByRole('button', { name: '已核实' }).click(slow);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^原因/).fill('已与单位核实，账号由本人使用');
  await dialog.getByRole('button', { name: '已核实' }).click();
  await expect(page.getByText('欧阳争议的账号已核实，不再列出。')).toBeVisible();
  await expect(page.getByText('没有有争议的账号')).toBeVisible();
});

test('a unit is added without a file', async ({ page, request }) => {
  const contest = await shortContest(request, { name: '加单位的竞赛' });
  await signIn(page, organizer);
  await page.goto(`/desk/c/${contest}/import`);
  await page.getByRole('button', { name: '添加单位' }).click(slow);
  await expect(page.getByText('填写单位名称')).toBeVisible();
  for (const [field, text] of [
    ['province', '辽宁省'],
    ['city', '沈阳市'],
    ['county', '和平区'],
    ['name', '新来的建筑公司'],
  ] as const) {
    await page.locator(`[name=${field}]`).fill(text);
  }
  await page.getByLabel('应参加人数').fill('12');
  await page.getByRole('button', { name: '添加单位' }).click();
  await expect(page.getByText('新来的建筑公司已添加。')).toBeVisible();
  await page.goto(`/desk/c/${contest}/turnout?by=unit`);
  await expect(page.getByRole('row').filter({ hasText: '新来的建筑公司' })).toContainText('12', slow);
});

test('a paper is spread over statutes and difficulties, and a stratum that is short is named', async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, organizer);
  await page.goto('/desk/contests/new');
  await page.getByLabel('竞赛名称').fill('按法规组卷的竞赛');
  await page.getByLabel('主办单位').fill('市安委会办公室');
  await page.getByLabel('多选题数').fill('0');
  await page.getByLabel('判断题数').fill('0');
  await page.getByText('单选：按法规、主题和难度分配').click();
  await page.getByRole('button', { name: '添加配额' }).click();
  await page.getByLabel('单选第 1 项按').selectOption('statute');
  await page.getByRole('combobox', { name: '单选第 1 项法规或主题' }).fill('许可');
  await page.getByRole('option', { name: '安全生产许可证条例' }).click();
  await page.getByLabel('单选第 1 项题数').fill('41');
  await page.getByRole('button', { name: '新建竞赛' }).click();
  await expect(page.getByRole('alert').first()).toContainText('配额合计 41 题，超过本大题的 40 题。');
  await page.getByLabel('单选第 1 项题数').fill('40');
  await page.getByRole('button', { name: '新建竞赛' }).click();
  await expect(page.getByRole('heading', { name: '发布前' })).toBeVisible(slow);
  const base = page.url();
  await page.getByRole('button', { name: '发布竞赛' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '发布竞赛' }).click();
  await expect(dialog.getByRole('alert')).toContainText('《安全生产许可证条例》');
  await expect(dialog.getByRole('alert')).toContainText(/缺 \d+ 题/);

  // What was set is there again, and can be taken away.
  await page.goto(`${base}/settings`);
  await expect(page.getByLabel('单选第 1 项题数')).toHaveValue('40', slow);
  await page.getByRole('button', { name: '单选第 1 项删除' }).click();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已保存')).toBeVisible();
  await page.reload();
  await expect(page.getByText('单选：按法规、主题和难度分配')).toBeVisible(slow);
  await expect(page.getByLabel('单选第 1 项题数')).toHaveCount(0);
});
