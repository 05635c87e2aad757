/** What the tests of the paper do and look at. */
import { expect, type Locator, type Page, type Route } from '@playwright/test';

export const savesApi = /\/attempts\/[\w-]+\/answers$/;
export const submissionApi = /\/attempts\/[\w-]+\/submission$/;
export const attemptApi = /\/api\/v1\/attempts\/[\w-]+$/;

export const mark = (page: Page): Locator => page.getByTestId('save-mark');
export const option = (page: Page, index: number): Locator => page.getByRole('radio').or(page.getByRole('checkbox')).nth(index);
export const atQuestion = (page: Page, number: number): Locator => page.getByText(new RegExp(`^第 ${number}/\\d+ 题$`));

/** How many questions the paper has. */
export async function length(page: Page): Promise<number> {
  return Number(/\/(\d+) 题/.exec(await page.getByText(/^第 \d+\/\d+ 题$/).innerText())?.[1]);
}

/** Taps an option of the question shown, and goes on where the page does not by itself. */
export async function answer(page: Page, number: number, index = 0): Promise<void> {
  await expect(atQuestion(page, number)).toBeVisible();
  const several = (await page.getByRole('checkbox').count()) > 0;
  await option(page, index).tap();
  if (several) await page.getByRole('button', { name: /^选好了/ }).tap();
}

/** Chooses the first option of a question of practice, and asks for the answer where the page does not show it by itself. */
export async function practise(page: Page): Promise<void> {
  const several = (await page.getByRole('checkbox').count()) > 0;
  await option(page, 0).tap();
  if (several) await page.getByRole('button', { name: '看答案' }).tap();
}

/** To a question by the answer card. */
export async function turnTo(page: Page, number: number): Promise<void> {
  await page.getByTestId('card').tap();
  await page.getByRole('dialog', { name: '答题卡' }).getByRole('button', { name: new RegExp(`^第 ${number}/`) }).tap();
  await expect(atQuestion(page, number)).toBeVisible();
}

export async function handIn(page: Page): Promise<void> {
  await page.getByTestId('hand-in').tap();
  await page.getByRole('dialog', { name: '确认交卷？' }).getByRole('button', { name: '交卷' }).tap();
}

/** What the server answers when it is too busy. */
export async function busy(route: Route): Promise<void> {
  const problem = { type: '/docs/errors#busy', code: 'busy', status: 503, title: '系统繁忙', cure: '稍后再试；答题中的答案保存在本机，会自动重发' };
  await route.fulfill({ status: 503, contentType: 'application/problem+json', headers: { 'Retry-After': '1' }, json: problem });
}

/** Nothing may go wrong unseen: no error and no warning in the console, and so no breach of the CSP. */
export function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A request that was cut or refused on purpose is told by the browser too.
    const isExpected = message.text().startsWith('Failed to load resource');
    if (!isExpected && ['error', 'warning'].includes(message.type())) errors.push(message.text());
  });
  return errors;
}

/** The answers that the server holds of the attempt whose page is shown. */
export async function onServer(page: Page): Promise<Record<number, string | null>> {
  const view = await page.evaluate(async () => {
    const attempt = window.location.pathname.split('/').pop();
    const kept = JSON.parse(localStorage.getItem('ankao.session') ?? '{}') as { access_token: string };
    const response = await fetch(`/api/v1/attempts/${attempt}`, { headers: { Authorization: `Bearer ${kept.access_token}` } });
    return (await response.json()) as { answers: { question: number; answer: string | null }[] };
  });
  return Object.fromEntries(view.answers.map(({ question, answer: letters }) => [question, letters]));
}

/** Keys under which the phone keeps something of a paper. */
export async function keptKeys(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage).filter((key) => /^ankao\.(sheet|paper)\./.test(key)));
}
