/** Every page of the phone, one after the other, each ready to be looked at. */
import { expect, type Page } from '@playwright/test';

import { answer, handIn, mark, practise, turnTo } from './paper';
import { demoContest, register, start } from './person';

/** Leads through all pages and sheets as somebody new; `look` is called where each is complete. */
export async function eachPage(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const to = (end: string) => page.goto(`/c/${demoContest}${end}`);

  await to('');
  await page.getByText('竞赛规则').waitFor();
  await look('home');
  await page.getByRole('button', { name: '大字与显示设置' }).click();
  await page.getByRole('dialog').waitFor();
  await look('settings');
  await to('/unit?then=register');
  await page.locator('.units button').first().waitFor();
  await look('unit');
  await page.getByText('列表中没有本单位').click();
  await look('unit-missing');
  await to('/sign-in');
  await page.getByLabel('工号').waitFor();
  await look('sign-in');
  await to('/reset');
  await page.getByLabel('验证码').waitFor();
  await look('reset');
  await to('/register');
  await page.getByText('我已阅读并同意').waitFor();
  await page.getByRole('button', { name: '报名参赛' }).click();
  await look('register');

  await register(page, '欧阳明月');
  await look('home-signed-in');
  await to('/account');
  await page.getByText('我的账号').waitFor();
  await page.getByText('更改单位', { exact: true }).waitFor();
  await page.getByText('修改密码').first().click();
  await look('account');
  await to('/history');
  await page.getByText('还没有作答记录').waitFor();
  await look('history-empty');

  await to('');
  await start(page);
  await look('paper-single');
  await page.goBack();
  await page.getByRole('dialog', { name: '离开试卷？' }).waitFor();
  await look('leave');
  await page.getByRole('button', { name: '继续答题' }).tap();
  await answer(page, 1);
  await turnTo(page, 41);
  await page.getByRole('checkbox').first().tap();
  await page.getByRole('button', { name: '标记' }).tap();
  await expect(mark(page)).toHaveText('已保存');
  await look('paper-multiple');
  await page.getByTestId('card').tap();
  await page.getByRole('dialog', { name: '答题卡' }).waitFor();
  await look('card');
  await page.keyboard.press('Escape');
  await page.getByTestId('hand-in').tap();
  await page.getByRole('dialog', { name: '确认交卷？' }).waitFor();
  await look('hand-in');
  await page.keyboard.press('Escape');
  await handIn(page);
  await page.getByText('我的排名').waitFor();
  await look('result');
  await page.getByRole('button', { name: '生成成绩图片' }).tap();
  await page.getByRole('dialog', { name: '成绩单' }).waitFor();
  await look('picture');
  await page.getByRole('button', { name: '完成' }).tap();
  await page.getByRole('button', { name: '查看答案解析' }).tap();
  await page.getByText('正确答案').first().waitFor();
  await look('review');
  await to('/history');
  await page.getByText('第 1 次').waitFor();
  await look('history');
  await to('/practice');
  await page.getByText(/^第 1\/\d+ 题/).waitFor();
  await look('practice');
  await practise(page);
  await page.getByText('正确答案').waitFor();
  await look('practice-shown');
  await to('/mistakes');
  await page.getByText('掌握一题移出一题').waitFor();
  await look('mistakes');
  await to('/board/individuals');
  await page.locator('tbody tr').first().waitFor();
  await look('individuals');
  await to('/board/units');
  await page.locator('tbody tr').first().waitFor();
  await look('units');
  await to('/nowhere');
  await page.getByText('没有这个页面').waitFor();
  await look('not-found');
}

/** What one likes, set before the first page. */
export async function prefer(page: Page, preferences: { theme?: 'light' | 'dark'; large?: boolean }): Promise<void> {
  await page.addInitScript((kept) => localStorage.setItem('ankao.preferences', kept), JSON.stringify(preferences));
}
