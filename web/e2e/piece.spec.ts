/** The app comes in pieces, and a piece may not come: without a line, or since a new release replaced it. */
import { handIn } from './paper';
import { demoContest, register, start } from './person';
import { expect, test } from './test';

test('a result whose page does not come is told, and is there when it does', async ({ page }) => {
  await page.route('**/assets/ResultPage-*.js', (route) => route.abort());
  await register(page, '秦一');
  await start(page);
  await handIn(page);
  const note = page.getByRole('alert');
  await expect(note).toContainText('连不上服务器');
  await expect(note).toContainText('已经提交和保存的内容不受影响');
  await page.unroute('**/assets/ResultPage-*.js');
  await note.getByRole('button', { name: '再试一次' }).tap();
  await expect(page.getByTestId('points')).toBeVisible();
});

test('a link whose piece a new release has replaced opens its page all the same', async ({ page }) => {
  const pieces = '**/assets/SignInPage-*.js';
  await page.goto(`/c/${demoContest}`);
  await page.getByRole('button', { name: '已报名，登录' }).waitFor();
  // The old piece is gone; the page opened anew asks for the one of now.
  await page.route(pieces, (route) => route.fulfill({ status: 404 }), { times: 1 });
  await page.getByRole('button', { name: '已报名，登录' }).tap();
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
});

test('where the app itself does not come, the page says so', async ({ page }) => {
  await page.route('**/assets/app-*.js', (route) => route.abort());
  await page.goto(`/c/${demoContest}`);
  await expect(page.getByRole('alert')).toContainText('连不上服务器');
  await page.unroute('**/assets/app-*.js');
  await page.getByRole('link', { name: '再打开一次' }).tap();
  await expect(page.getByText('竞赛规则')).toBeVisible();
});
