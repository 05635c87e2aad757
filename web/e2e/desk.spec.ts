import { liaison, signIn } from './desk-person';
import { Line } from './desk-proxy';
import { startEmpty, type EmptyServer } from './desk-server';
import { answer, handIn, length, watch } from './paper';
import { demoContest, password, register, start } from './person';
import { expect, test, type APIRequestContext, type Download, type Page } from './test';
import { sheetOf } from './xlsx';

const desk = { width: 1440, height: 900 };
/** The server counts a whole contest while others compile beside it. */
const slow = { timeout: 60_000 };

/** Gives a file to the page of imports, which looks at it at once. */
async function choose(page: Page, text: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
}

async function download(page: Page, button: string): Promise<Download> {
  const file = page.waitForEvent('download', slow);
  await page.getByRole('button', { name: button }).click();
  return file;
}

async function saved(page: Page, button: string): Promise<string> {
  return (await download(page, button)).suggestedFilename();
}

/** Somebody registers with a unit of the demo, and waits to be confirmed. */
async function registerIn(request: APIRequestContext, unit: string, name: string): Promise<void> {
  const found = await request.get(`/api/v1/units?contest=${demoContest}&q=${encodeURIComponent(unit)}`);
  const { units } = (await found.json()) as { units: { id: number; name: string }[] };
  const id = units.find((it) => it.name === unit)?.id;
  const body = { contest: demoContest, unit: id, name, employee_number: `W${Date.now() % 1e9}`, password, consent: '2026-06' };
  expect((await request.post('/api/v1/auth/register', { data: body })).ok()).toBe(true);
}

test('a liaison finds who is missing', async ({ page }) => {
  test.setTimeout(240_000);
  const errors = watch(page);
  // One contest, whatever other tests have made: no list between the liaison and it.
  await page.route(/\/api\/v1\/contests$/, async (route) => {
    const response = await route.fetch();
    const view = (await response.json()) as { contests: { contest: number }[] };
    await route.fulfill({ response, json: { ...view, contests: view.contests.filter((it) => it.contest === demoContest) } });
  });
  await signIn(page, liaison);
  await expect(page.getByTestId('place')).toHaveText(/^第 \d+ 名（共 \d+ 个单位）$/, slow);
  const base = page.url();
  const unit = await page.getByRole('heading', { level: 1 }).innerText();

  // Somebody who has not answered, and somebody who has, both known by their numbers.
  await page.getByRole('link', { name: '人员', exact: true }).click();
  await expect(page.getByText('0001', { exact: true })).toBeVisible(slow);
  const nameOf = (number: string) => page.getByRole('row').filter({ hasText: number }).getByRole('link').innerText();
  const [newcomer, second] = [await nameOf('0001'), await nameOf('0002')];

  // A roster with a number that a spreadsheet spoiled is refused by its row; put right, it is imported.
  await page.goto(`${base}/import`);
  expect(await saved(page, '下载模板')).toBe('花名册导入模板.xlsx');
  const roster = (last: string) =>
    `单位名称,姓名,工号\n${unit},${newcomer},0001\n${unit},${second},0002\n${unit},阿卜杜热合曼·阿卜杜克热木,9001\n${unit},李四,${last}\n`;
  await choose(page, roster('1.38E+10'));
  // On a phone a table has no head.
  const fault = page.getByRole('table', { name: /^错误/ }).getByRole('row').last();
  await expect(fault).toContainText('5');
  await expect(fault).toContainText('工号');
  await expect(fault).toContainText('科学计数法');
  await expect(page.getByRole('button', { name: '导入', exact: true })).toBeDisabled();
  await choose(page, roster('9002'));
  await expect(page.getByText(/^检查通过：4 行/)).toBeVisible();
  await page.getByRole('button', { name: '导入', exact: true }).click();
  await expect(page.getByText(/^导入完成：4 行/)).toBeVisible(slow);

  await page.goto(`${base}/absentees`);
  await expect(page.getByText(/^共 \d+ 人$/)).toBeVisible(slow);
  const list = page.getByRole('table', { name: '未参加人员' });
  await expect(list).toContainText(newcomer);
  await expect(list).toContainText('阿卜杜热合曼·阿卜杜克热木');
  await expect(list).not.toContainText(second);
  const reminder = page.getByTestId('reminder');
  await expect(reminder).toHaveValue(new RegExp(`${newcomer}.*李四.*截止时间：.*/c/1`, 's'));
  await page.getByRole('button', { name: '复制' }).click();
  await expect(page.getByText('已复制')).toBeVisible();
  const file = await download(page, '下载名单（xlsx）');
  expect(file.suggestedFilename()).toMatch(/.+竞赛未参加人员\.xlsx$/);
  const rows = sheetOf(await file.path(), 1);
  expect(rows.some((row) => row.includes('阿卜杜热合曼·阿卜杜克热木') && row.includes('9001'))).toBe(true);
  expect(rows.some((row) => row.includes(newcomer) && row.includes('0001'))).toBe(true);
  expect(rows.some((row) => row.includes('0002'))).toBe(false);

  // A one-time code for a forgotten password, and a confirmation.
  const name = '林晚到';
  await registerIn(page.request, unit, name);
  await page.goto(`${base}/people?state=unconfirmed`);
  const person = page.getByRole('row').filter({ hasText: name });
  await person.getByRole('button', { name: '重设密码' }).click();
  await expect(page.getByTestId('code')).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await page.getByRole('button', { name: '关闭' }).click();
  await person.getByRole('button', { name: '确认' }).click();
  await expect(page.getByText(`${name}已确认`)).toBeVisible();

  // Another's unit is not shown, whatever the address says.
  await page.goto(`${base}/absentees?unit=1`);
  await expect(page.getByRole('alert')).toContainText('没有进行此操作的权限');
  await page.goto(`${base}/settings`);
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible();
  await expect(page.getByRole('button', { name: '保存' })).toHaveCount(0);
  expect(errors).toEqual([]);
});

test.describe('an empty installation', () => {
  let server: EmptyServer;
  test.beforeAll(async () => {
    server = await startEmpty();
  });
  test.afterAll(() => server.stop());

  test('an organizer goes from it to a published commendation without the command line', async ({ browser }) => {
    test.setTimeout(420_000);
    const mine = await browser.newContext({ baseURL: server.address, viewport: desk, locale: 'zh-CN' });
    const page = await mine.newPage();
    const errors = watch(page);

    await page.goto('/desk');
    await page.getByRole('link', { name: '开始设置' }).click();
    await page.getByLabel('设置码').fill(server.code);
    await page.getByLabel('登录名').fill('anwei');
    await page.getByLabel('姓名').fill('王主任');
    await page.getByLabel('密码').fill('anquan-2026');
    await page.getByRole('button', { name: '创建主办方账号' }).click();
    await expect(page.getByText('还没有竞赛')).toBeVisible(slow);

    // What makes no sense is said at its field.
    await page.getByRole('link', { name: '新建竞赛' }).click();
    await expect(page.getByTestId('paper-total')).toHaveText('共 70 题，满分 100 分');
    await page.getByRole('button', { name: '新建竞赛' }).click();
    await expect(page.getByText('填写竞赛名称')).toBeInViewport();
    await page.getByLabel('竞赛名称').fill('安全生产月知识竞赛');
    await expect(page.getByText('填写竞赛名称')).toBeHidden();
    await page.getByLabel('主办单位').fill('市安委会办公室');
    await page.getByRole('combobox', { name: '开始时间' }).fill('2026 年 1 月 1 日 09:00');
    await page.keyboard.press('Enter');
    await page.getByText('设有奖品').click();
    await page.getByLabel('多选题数').fill('70');
    await page.getByLabel('单选题数').fill('0');
    await page.getByLabel('判断题数').fill('30');
    await page.getByText('多选：按法规、主题和难度分配').click();
    await page.getByRole('button', { name: '添加配额' }).click();
    await page.getByLabel('多选第 1 项按').selectOption('statute');
    await page.getByRole('combobox', { name: '多选第 1 项法规或主题' }).fill('许可');
    await page.getByRole('option', { name: '安全生产许可证条例' }).click();
    await page.getByLabel('多选第 1 项题数').fill('60');
    await page.getByRole('button', { name: '新建竞赛' }).click();
    await expect(page.getByRole('heading', { name: '发布前' })).toBeVisible(slow);
    const base = page.url();

    await page.getByRole('link', { name: '导入参赛单位' }).click();
    await choose(
      page,
      '省,市,县（市、区）,单位名称,应参加人数\n辽宁省,沈阳市,和平区,第一建筑公司,2\n辽宁省,沈阳市,和平区,第二建筑公司,1\n',
    );
    await expect(page.getByText(/^检查通过：2 行/)).toBeVisible();
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await expect(page.getByText(/^导入完成：2 行/)).toBeVisible();

    // The bank has not so many on that statute: it is said which stratum is short, and by how much.
    await page.goto(base);
    await page.getByRole('button', { name: '发布竞赛' }).click();
    const ask = page.getByRole('dialog', { name: '发布这个竞赛？' });
    await ask.getByRole('button', { name: '发布竞赛' }).click();
    await expect(ask.getByRole('alert')).toContainText(/竞赛还不能发布.*多选.*\d/);
    await ask.getByRole('button', { name: '取消' }).click();
    await page.getByRole('link', { name: '设置', exact: true }).click();
    await page.getByRole('button', { name: '多选第 1 项删除' }).click();
    await page.getByLabel('多选题数').fill('0');
    await page.getByLabel('单选题数').fill('5');
    await page.getByLabel('判断题数').fill('0');
    await expect(page.getByTestId('paper-total')).toHaveText('共 5 题，满分 7.5 分');
    await page.getByRole('button', { name: '保存' }).click();
    await expect(page.getByText('已保存')).toBeVisible();
    await page.goto(base);
    await page.getByRole('button', { name: '发布竞赛' }).click();
    await ask.getByRole('button', { name: '发布竞赛' }).click();
    await expect(page.getByText('试题全部出自公开的内置题库')).toBeVisible();
    await expect(page.getByText('应参加', { exact: true }), 'the figures are there at once').toBeVisible({ timeout: 5_000 });

    // Somebody answers, on a phone of their own.
    const theirs = await browser.newContext({ baseURL: server.address, viewport: { width: 360, height: 780 }, hasTouch: true });
    const phone = await theirs.newPage();
    await answerAll(phone, '欧阳明月', '第一建筑公司');

    // The organizer confirms them, makes them liaison, gives them another chance, and ends the contest.
    await page.getByRole('link', { name: '人员', exact: true }).click();
    await page.getByRole('row').filter({ hasText: '欧阳明月' }).getByRole('button', { name: '确认' }).click();
    await expect(page.getByText('欧阳明月已确认')).toBeVisible();
    await page.getByRole('link', { name: '欧阳明月' }).click();
    await expect(page.getByRole('heading', { name: '第 1 次' })).toBeVisible();
    await page.getByRole('button', { name: '设为联络员' }).click();
    await expect(page.getByText('是本单位联络员')).toBeVisible();
    await page.getByRole('button', { name: '给一次重答机会' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '给一次重答机会' }).click();
    await expect(page.getByText('写明原因')).toBeVisible();
    await page.getByLabel(/^原因/).fill('现场断电');
    await page.getByRole('dialog').getByRole('button', { name: '给一次重答机会' }).click();
    await expect(page.getByText('现有 1 次未用')).toBeVisible();
    await page.goto(`${base}/turnout?by=unit`);
    const turnout = page.getByRole('row').filter({ hasText: '第一建筑公司' });
    await expect(turnout).toContainText('50.0%', slow);
    await page.goto(base);
    await page.getByRole('button', { name: '提前结束' }).click();
    await page.getByLabel(/^立即收卷/).check();
    await page.getByLabel(/^原因/).fill('安全生产月结束');
    await page.getByRole('dialog').getByRole('button', { name: '提前结束' }).click();
    await expect(page.getByText('竞赛已结束，可以公布通报表扬')).toBeVisible({ timeout: 120_000 });

    // What is published is what was looked at: a number changed since takes the preview away.
    await page.getByRole('main').getByRole('link', { name: '通报表扬' }).click();
    await page.getByRole('button', { name: '预览' }).click();
    const preview = page.getByTestId('preview');
    await expect(preview).toContainText('第一建筑公司', slow);
    await expect(preview).toContainText('欧阳明月');
    await page.getByLabel('取前几名个人').fill('2');
    await page.getByLabel('取前几名个人').blur();
    await expect(preview).toBeHidden();
    await page.getByRole('button', { name: '预览' }).click();
    await expect(preview).toContainText('欧阳明月');
    await preview.getByRole('button', { name: '公布' }).click();
    const published = page.waitForResponse((it) => it.request().method() === 'POST' && it.url().endsWith('/commendations'));
    await page.getByRole('dialog').getByRole('button', { name: '公布' }).click();
    expect(await (await published).json()).toMatchObject({ units_per_class: 3, individuals_wanted: 2 });
    await expect(page.getByText('已公布。')).toBeVisible();

    // Everybody sees it, with the name as the contest's rules write it.
    await phone.goto(new URL(base).pathname.replace('/desk/c/', '/results/'));
    await expect(phone.getByText('第一建筑公司').first()).toBeVisible();
    await expect(phone.getByText('欧阳**')).toBeVisible();
    await expect(phone.getByText('欧阳明月')).toHaveCount(0);
    await phone.goto('/c/1');
    await expect(phone.getByText('竞赛已提前结束，可以查看成绩与排行榜。')).toBeVisible();

    await page.goto(base);
    const result = await download(page, '全部成绩（xlsx）');
    expect(result.suggestedFilename()).toBe('安全生产月知识竞赛竞赛成绩.xlsx');
    const workbook = await result.path();
    const told = [1, 2, 3, 4].map((sheet) => sheetOf(workbook, sheet).map((row) => row.join(' ')).join('\n'));
    expect(told.filter((sheet) => sheet.includes('第一建筑公司')).length).toBeGreaterThan(1);
    expect(told.filter((sheet) => sheet.includes('欧阳明月'))).toHaveLength(1);
    expect(await saved(page, '个人成绩（CSV）')).toBe('安全生产月知识竞赛个人成绩.csv');
    await page.goto(`${base}/audit`);
    for (const deed of ['公布表扬', '提前结束竞赛', '给重答机会', '设联络员', '发布竞赛', '导入单位', '新建竞赛']) {
      await expect(page.getByRole('table')).toContainText(deed);
    }
    expect(errors).toEqual([]);
    await Promise.all([mine.close(), theirs.close()]);
  });
});

/** Registers, answers the paper with the first option of each question, and hands it in. */
async function answerAll(page: Page, name: string, unit: string): Promise<void> {
  await register(page, name, 1, unit);
  await start(page);
  const questions = await length(page);
  for (let number = 1; number <= questions; number += 1) await answer(page, number);
  await handIn(page);
  await expect(page.getByTestId('points')).toBeVisible();
}

test('the wall says that it is stale, and goes on when the line is back', async ({ browser, baseURL }) => {
  test.setTimeout(180_000);
  const line = new Line(new URL(baseURL ?? ''));
  await line.mend();
  const hall = await browser.newContext({ baseURL: line.address, viewport: desk });
  const page = await hall.newPage();
  const errors = watch(page);
  await page.goto('/wall/1');
  const live = page.getByText(/^实时/);
  await expect(live).toBeVisible(slow);
  await expect(page.getByRole('listitem')).toHaveCount(20);
  line.cut();
  await expect(page.getByRole('main').getByRole('status')).toHaveText(/^连接中断，画面停在 \d+:\d+:\d+，正在重新连接$/);
  await expect(page.getByRole('listitem')).toHaveCount(20);
  await line.mend();
  await expect(live).toBeVisible(slow);
  expect(errors).toEqual([]);
  await hall.close();
  line.cut();
});
