import { expect, test } from 'vitest';

import { wrap } from '../src/picture/wrap';

/** Every character is one wide. */
const lines = (text: string, width: number) => wrap(text, width, (part) => part.length);

test('text breaks anywhere but before closing marks and after opening ones', () => {
  expect(lines('安全生产知识', 4)).toEqual(['安全生产', '知识']);
  expect(lines('安全生产，人人有责', 4)).toEqual(['安全生', '产，人人', '有责']);
  expect(lines('参照《安全生产法》', 3)).toEqual(['参照', '《安全', '生产', '法》']);
});

test('a number stays whole', () => {
  expect(lines('共计1234人', 4)).toEqual(['共计', '1234', '人']);
});

test('a name of several parts breaks between them, its dot at the end of the line', () => {
  expect(lines('古丽米热·阿卜杜热合曼·买买提', 13)).toEqual(['古丽米热·阿卜杜热合曼·', '买买提']);
});

test('a figure stays with its unit', () => {
  expect(lines('作答于11\u00a0月24\u00a0日交卷', 5)).toEqual(['作答于', '11\u00a0月', '24\u00a0日交', '卷']);
});

test('where there is no good place it breaks all the same', () => {
  expect(lines('123456789', 4)).toEqual(['1234', '5678', '9']);
  expect(lines('', 4)).toEqual([]);
});
