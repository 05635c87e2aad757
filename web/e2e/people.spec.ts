/** The ways in: the unit, the proofs that a contest asks for, passwords, and another unit. */
import { asOrganizer, shortContest } from './contest';
import { handIn } from './paper';
import { demoContest, password, register, signIn, signOut, start } from './person';
import { expect, test, type Page } from './test';

const unitName = '和平区应急管理局';

/** On the page where a unit is chosen. */
async function chooseUnit(page: Page, initials = 'hpqyjgl', name = unitName): Promise<void> {
  await page.getByRole('searchbox').fill(initials);
  await page.getByText('找到 1 个单位').waitFor();
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).tap();
}

/** On the page of registration, with the unit chosen. */
async function fillIn(page: Page, name: string, number: string, proof: [string, string]): Promise<void> {
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('工号').fill(number);
  await page.getByLabel(proof[0]).fill(proof[1]);
  await page.getByLabel('密码').fill(password);
  await page.getByLabel('我已阅读并同意隐私说明').check();
  await page.getByRole('button', { name: '报名参赛' }).tap();
}

/** The number by which the server knows who is signed in. */
function personOf(page: Page): Promise<number> {
  return page.evaluate(() => (JSON.parse(localStorage.getItem('ankao.session') ?? '{}') as { person: { id: number } }).person.id);
}

test('the tree of units leads down and up again, and a unit that is not listed can be asked for where one stands', async ({
  page,
  request,
}) => {
  await page.goto(`/c/${demoContest}/unit?then=register`);
  const way = page.getByRole('navigation', { name: '按地区查找' });
  const list = page.locator('.units');
  await list.getByRole('button', { name: '沈阳市' }).tap();
  await list.getByRole('button', { name: '和平区' }).tap();
  await expect(list.getByRole('button', { name: unitName })).toBeVisible();
  await way.getByRole('button', { name: '辽宁省' }).tap();
  await list.getByRole('button', { name: '大连市' }).waitFor();
  await list.getByRole('button', { name: '沈阳市' }).tap();
  await list.getByRole('button', { name: '和平区' }).tap();

  const missing = `新建造纸厂${Date.now() % 1e6}`;
  await page.getByText('列表中没有本单位').tap();
  await expect(page.getByText('在和平区下面增加单位')).toBeVisible();
  await page.getByLabel('单位全称').fill(missing);
  await page.getByRole('button', { name: '提交' }).tap();
  await expect(page.getByText('已提交。联络员或主办方添加后，就能在这里找到本单位')).toBeVisible();
  const asked = await asOrganizer<{ requests: { missing: string }[] }>(request, 'GET', `/contests/${demoContest}/unit-requests?unit=1`);
  expect(asked.requests.map((it) => it.missing)).toContain(missing);

  await list.getByRole('button', { name: unitName }).tap();
  await expect(page.getByText(`${unitName}辽宁省 › 沈阳市 › 和平区`)).toBeVisible();
});

test('who is in the roster registers with the activation code of their own', async ({ page, request }) => {
  const number = `R${Date.now() % 1e9}`;
  const roster = `单位名称,姓名,工号\n${unitName},沈一,${number}\n`;
  const contest = await shortContest(request, { entry: 'roster', roster, name: '花名册竞赛' });
  const issued = await asOrganizer<{ codes: { code: string }[] }>(
    request,
    'POST',
    `/contests/${contest}/people/activation-codes?unit=1&q=${number}`,
  );
  await page.goto(`/c/${contest}/unit?then=register`);
  await chooseUnit(page);
  await fillIn(page, '沈一', number, ['激活码', '0000-0000']);
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('激活码').fill(issued.codes[0]?.code ?? '');
  await page.getByRole('button', { name: '报名参赛' }).tap();
  await expect(page.getByRole('link', { name: /^沈一.*和平区应急管理局$/ })).toBeVisible();
  await expect(page.locator('#app').getByRole('button', { name: '开始答题' })).toBeVisible();
});

test('where a unit has a code, who registers tells it, and so does who joins with an account', async ({ page, request }) => {
  const units = `省,市,县（市、区）,单位名称,应参加人数,单位口令\n辽宁省,沈阳市,和平区,${unitName},12,安全2026\n`;
  const contest = await shortContest(request, { entry: 'unit_code', units, name: '凭口令竞赛' });
  await page.goto(`/c/${contest}/unit?then=register`);
  await chooseUnit(page);
  await fillIn(page, '沈二', `C${Date.now() % 1e9}`, ['单位口令', '安全2025']);
  await expect(page.getByRole('alert').getByText('单位口令不正确')).toBeVisible();
  await page.getByLabel('单位口令').fill('安全2026');
  await page.getByRole('button', { name: '报名参赛' }).tap();
  await expect(page.getByRole('link', { name: /^沈二.*和平区应急管理局$/ })).toBeVisible();

  // With the same account into a contest that asks for nothing.
  const open = await shortContest(request, { name: '再来五题' });
  await page.goto(`/c/${open}`);
  await expect(page.getByText('尚未加入本次竞赛')).toBeVisible();
  await page.getByRole('button', { name: '加入本次竞赛' }).tap();
  await start(page);
});

test('whoever signs in is led to where they were going, also over the choice of the unit', async ({ page }) => {
  const number = await register(page, '沈三');
  await signOut(page);
  await page.goto(`/c/${demoContest}/history`);
  await page.getByRole('link', { name: '更换' }).tap();
  await page.getByRole('searchbox').fill('公司');
  await page.getByText(/个单位$|^单位较多/).waitFor();
  await page.locator('.units button').first().tap();
  await page.getByLabel('工号').fill(number);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await expect(page.getByText('还没有作答记录')).toBeVisible();
  await expect(page).toHaveURL(/\/history$/);
});

test('an organizer who signs in by login comes to the desk, and finds the way there from home', async ({ page }) => {
  await page.goto(`/c/${demoContest}/sign-in`);
  await page.getByRole('button', { name: '主办方、联络员用登录名登录' }).tap();
  await page.getByLabel('登录名').fill('zhuban');
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).tap();
  await expect(page).toHaveURL(/\/desk\//);
  await page.goto(`/c/${demoContest}`);
  await page.getByRole('link', { name: '管理台' }).tap();
  await expect(page).toHaveURL(/\/desk\//);
});

test('a forgotten password is set anew by the code that the liaison gives', async ({ page, request }) => {
  const number = await register(page, '沈四');
  const person = await personOf(page);
  await signOut(page);
  const { code } = await asOrganizer<{ code: string }>(request, 'POST', `/contests/${demoContest}/people/${person}/reset-code`);
  await page.getByRole('button', { name: '已报名，登录' }).tap();
  await page.getByRole('link', { name: '忘记密码' }).tap();
  // The page before has a field of that name too.
  await page.getByRole('heading', { name: '重设密码' }).waitFor();
  await page.getByLabel('工号').fill(number);
  await page.getByLabel('验证码').fill(code);
  await page.getByLabel('新密码').fill('anquan-2027');
  await page.getByRole('button', { name: '重设密码' }).tap();
  await expect(page.getByRole('link', { name: /^沈四/ })).toBeVisible();
});

test('a password is changed by who knows the old one, and a later mistake is not called a change', async ({ page }) => {
  const number = await register(page, '沈五');
  await page.goto(`/c/${demoContest}/account`);
  await page.getByText('修改密码').first().tap();
  const change = async (from: string, to: string) => {
    await page.getByLabel('原密码').fill(from);
    await page.getByLabel('新密码').fill(to);
    await page.getByRole('button', { name: '修改密码' }).tap();
  };
  await change(password, 'anquan-2027');
  await expect(page.getByText('密码已修改')).toBeVisible();
  await change(password, 'anquan-2028');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByText('密码已修改')).toBeHidden();
  await change('anquan-2027', password);
  await expect(page.getByText('密码已修改')).toBeVisible();
  await signOut(page);
  await page.getByRole('button', { name: '已报名，登录' }).tap();
  await signIn(page, number);
});

test('after the first attempt another unit is asked for, and is there when it was granted', async ({ page, request }) => {
  await register(page, '沈六');
  const person = await personOf(page);
  await start(page);
  await handIn(page);
  await page.getByTestId('points').waitFor();
  await page.goto(`/c/${demoContest}/account`);
  await page.getByRole('button', { name: '申请变更单位' }).tap();
  await chooseUnit(page);
  await page.getByText(`改为${unitName}？`).waitFor();
  await page.getByRole('button', { name: '确定' }).tap();
  await expect(page.getByText('申请已提交，由新单位的联络员处理。')).toBeVisible();
  const path = `/contests/${demoContest}/unit-requests`;
  const { requests } = await asOrganizer<{ requests: { id: number; from: { person: number } | null }[] }>(request, 'GET', `${path}?unit=1`);
  const mine = requests.find((it) => it.from?.person === person);
  await asOrganizer(request, 'POST', `${path}/${mine?.id}/decision`, { decision: 'accept' });
  await page.reload();
  await expect(page.getByText(`变更到${unitName}的申请已通过`)).toBeVisible();
  await expect(page.getByText(`辽宁省 › 沈阳市 › 和平区 › ${unitName}`)).toBeVisible();
});

test('a page of one person does not stay on the screen for the next, who signed in in another tab', async ({ page, context }) => {
  await register(page, '沈七');
  await page.goto(`/c/${demoContest}/account`);
  await expect(page.getByText('沈七')).toBeVisible();
  const other = await context.newPage();
  await other.goto(`/c/${demoContest}`);
  await signOut(other);
  await expect(page.getByText('沈七')).toBeHidden();
  await page.goBack();
  await register(other, '沈八');
  await page.goto(`/c/${demoContest}/account`);
  await expect(page.getByText('沈八')).toBeVisible();
});
