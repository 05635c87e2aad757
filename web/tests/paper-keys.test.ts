import { effectScope, type EffectScope } from 'vue';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { usePaperKeys } from '../src/composables/usePaperKeys';

let scope: EffectScope;
let done: string[];

beforeEach(() => {
  document.body.innerHTML = '';
  done = [];
  scope = effectScope();
  const keys = { choose: (letter: string) => done.push(letter), previous: () => done.push('<'), next: () => done.push('>') };
  scope.run(() => usePaperKeys(() => true, keys));
});
afterEach(() => scope.stop());

function press(key: string, html = '<p></p>'): void {
  document.body.insertAdjacentHTML('beforeend', html);
  const target = document.body.lastElementChild;
  (target?.querySelector('.at') ?? target)?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}

test('letters and figures choose, arrows turn, Enter goes on', () => {
  ['b', '3', 'ArrowLeft', 'ArrowRight', 'Enter'].forEach((key) => press(key));
  expect(done).toEqual(['B', 'C', '<', '>', '>']);
});

test.each(['<a href="/"><b class="at"></b></a>', '<button></button>', '<summary></summary>'])('Enter on %s is its own', (html) => {
  press('Enter', html);
  expect(done).toEqual([]);
});

test('letters still choose where an option has the focus', () => {
  press('a', '<button></button>');
  expect(done).toEqual(['A']);
});

test('nothing happens behind a sheet, and what is written in a field is no answer', () => {
  press('b', '<input />');
  document.body.insertAdjacentHTML('beforeend', '<div role="dialog" aria-modal="true"></div>');
  ['a', 'ArrowRight', 'Enter'].forEach((key) => press(key));
  expect(done).toEqual([]);
});

test('a sheet that was closed is in nobody’s way', () => {
  document.body.insertAdjacentHTML('beforeend', '<div role="dialog" aria-modal="true" style="display: none;"></div>');
  press('a');
  expect(done).toEqual(['A']);
});
